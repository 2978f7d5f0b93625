package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

/** A commit as a test expects it. */
@SuppressWarnings("ArrayRecordComponent") // compared by matches()
record Commit(long generation, long version, long timeMicros, long history, byte[] ops) {

  /** Fails unless the record is this commit. */
  void assertMatches(LogRecord record) {
    assertEquals(version, record.version());
    assertEquals(timeMicros, record.timeMicros());
    assertEquals(history, record.history());
    int end = record.opsOffset() + record.opsLength();
    assertArrayEquals(ops, Arrays.copyOfRange(record.buffer(), record.opsOffset(), end));
  }

  /** The record as it would be read. */
  LogRecord record() {
    return new LogRecord(
        version,
        timeMicros,
        history,
        ops,
        0,
        ops.length,
        (what, offset) -> new IllegalStateExceptionAsKedge(what),
        0);
  }

  /** What a record of a test throws if its operations are malformed. */
  static final class IllegalStateExceptionAsKedge extends dev.kedge.KedgeException {
    private static final long serialVersionUID = 1L;

    IllegalStateExceptionAsKedge(String what) {
      super(what);
    }
  }
}
