package dev.kedge.internal.store;

import dev.kedge.RecoveryTargetException;
import dev.kedge.internal.wal.LogRecord;

/**
 * How far shipped log is applied: to its end, to a version, or to the last commit at or before an
 * instant.
 */
public final class ApplyTarget {

  /** To the end of what was shipped. */
  public static final ApplyTarget END = new ApplyTarget(Long.MAX_VALUE, Long.MAX_VALUE, "the end");

  private final long version;
  private final long micros;
  private final String text;

  private ApplyTarget(long version, long micros, String text) {
    this.version = version;
    this.micros = micros;
    this.text = text;
  }

  /** To a version. */
  public static ApplyTarget version(long version) {
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative: " + version);
    }
    return new ApplyTarget(version, Long.MAX_VALUE, "version " + version);
  }

  /** To the last commit at or before an instant. */
  public static ApplyTarget instant(java.time.Instant instant) {
    return new ApplyTarget(Long.MAX_VALUE, Micros.of(instant), instant.toString());
  }

  /** To a version, or to the last commit at or before an instant, whichever comes first. */
  public static ApplyTarget earlier(long version, java.time.Instant instant) {
    return new ApplyTarget(
        version(version).version, Micros.of(instant), "version " + version + " or " + instant);
  }

  boolean isEnd() {
    return this == END;
  }

  /** Whether a commit still belongs to what is asked for. */
  boolean includes(LogRecord record) {
    return record.version() <= version && record.timeMicros() <= micros;
  }

  /** Whether a state is just what is asked for, so that no more is needed to prove it. */
  boolean isReachedBy(Published state) {
    return state.version() == version;
  }

  /** Refuses a target that lies before a state. */
  void refuseBefore(Published state) {
    if (state.version() > version || state.timeMicros() > micros) {
      throw outside(state, "what comes after it");
    }
  }

  /** The error for a target that lies outside what there is. */
  RecoveryTargetException outside(Published state, String newest) {
    String oldest = state.position() + " of " + Micros.instant(state.timeMicros());
    return new RecoveryTargetException(text, oldest, newest);
  }
}
