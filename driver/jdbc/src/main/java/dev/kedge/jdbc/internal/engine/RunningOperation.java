package dev.kedge.jdbc.internal.engine;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** How far an operation is. Written by the thread that carries it out, read by any. */
public final class RunningOperation {

  /** What an operation is up to. */
  public enum State {
    /** Under way. */
    RUNNING,
    /** Done. */
    DONE,
    /** Ended by an error. */
    FAILED,
    /** Ended by somebody. */
    CANCELLED
  }

  private final long id;
  private final String name;
  private final InstantSource clock;
  private final Instant started;
  private volatile State state = State.RUNNING;
  private volatile long bytesDone;
  private volatile long bytesTotal = -1;
  private volatile @Nullable Instant ended;
  private volatile @Nullable String error;

  RunningOperation(long id, String name, InstantSource clock) {
    this.id = id;
    this.name = name;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Notes progress; the total is -1 if it is not known. */
  public void progress(long done, long total) {
    bytesDone = done;
    bytesTotal = total;
  }

  /**
   * Notes the end.
   *
   * @param how not {@link State#RUNNING}
   * @param why what went wrong, or null
   */
  public void end(State how, @Nullable String why) {
    error = why;
    ended = clock.instant();
    state = how;
  }

  boolean isEnded() {
    return state != State.RUNNING;
  }

  /** Its number, from 1. */
  public long id() {
    return id;
  }

  /** What it is. */
  public String name() {
    return name;
  }

  /** What it is up to. */
  public State state() {
    return state;
  }

  /** Bytes dealt with so far. */
  public long bytesDone() {
    return bytesDone;
  }

  /** Bytes to deal with; null if not known. */
  public @Nullable Long bytesTotal() {
    long total = bytesTotal;
    return total < 0 ? null : total;
  }

  /** How much of it is done, from 0 to 100; null if not known. */
  public @Nullable Long percent() {
    long total = bytesTotal;
    return total <= 0 ? null : Math.min(100, (long) (100.0 * bytesDone / total));
  }

  /** When it began. */
  public Instant started() {
    return started;
  }

  /** When it ended; null while it runs. */
  public @Nullable Instant ended() {
    return ended;
  }

  /** What went wrong; null if nothing did. */
  public @Nullable String error() {
    return error;
  }
}
