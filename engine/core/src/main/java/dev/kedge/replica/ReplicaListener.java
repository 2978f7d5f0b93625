package dev.kedge.replica;

import dev.kedge.FencedWriterException;
import java.time.Duration;

/**
 * Told what happens to a replica: what went well, and what somebody has to look at. Every method
 * does nothing unless overridden. They are called on the threads that do the work and must return
 * quickly; an exception that one throws is logged and otherwise ignored.
 */
public interface ReplicaListener {

  /** Hears nothing. */
  ReplicaListener NONE = new ReplicaListener() {};

  /** The destination has proved more commits. */
  default void onSync(SyncResult result) {}

  /** A snapshot was stored. */
  default void onSnapshot(SnapshotResult result) {}

  /** Retention has deleted objects. */
  default void onRetention(RetentionPlan done) {}

  /** The destination was validated. */
  default void onValidation(ValidationResult result) {}

  /** The replica's state is another one now. */
  default void onState(ReplicaState state) {}

  /**
   * Something failed in the background; it is tried again.
   *
   * @param what such as {@code "sync"}
   */
  default void onError(String what, RuntimeException error) {}

  /**
   * Alarm: commits are made, but for a long time the destination has proved none.
   *
   * @param since for how long
   */
  default void onStalled(ReplicaLag lag, Duration since) {}

  /**
   * Alarm: the log was given up before the destination had it. A snapshot has been stored, but
   * these versions can't be restored.
   *
   * @param lost the versions
   */
  default void onHole(RecoverableWindow.Hole lost) {}

  /** Alarm: another writer has the destination, and this one has stopped. */
  default void onFenced(FencedWriterException cause) {}

  /**
   * Alarm: it was stopped, but a request to the destination has not ended. What was not proved
   * stays in the log.
   *
   * @param waited for how long it was waited for
   */
  default void onHung(Duration waited) {}

  /** The replica was closed. It may be started again. */
  default void onClosed() {}
}
