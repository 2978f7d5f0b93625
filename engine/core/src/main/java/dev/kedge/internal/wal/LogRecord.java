package dev.kedge.internal.wal;

import dev.kedge.KedgeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A commit as it stands in the log: version, time, history checksum and the encoded operations. The
 * operations are a range of a buffer that belongs to whoever handed out the record and stays as it
 * is only until the next call there; {@link #copy} makes one that stays.
 *
 * <p>Its bytes: u32 length of the rest, u64 version, i64 commit time in microseconds, u64 history
 * checksum after the commit, the operations.
 */
public final class LogRecord {

  /** Bytes before the operations. */
  static final int HEADER_BYTES = 28;

  /** What the length field counts besides the operations. */
  static final int COUNTED_HEADER_BYTES = HEADER_BYTES - Integer.BYTES;

  private final long version;
  private final long timeMicros;
  private final long history;
  private final byte[] buffer;
  private final int opsOffset;
  private final int opsLength;
  private final RecordSource source;
  private final long sourceOffset;

  LogRecord(
      long version,
      long timeMicros,
      long history,
      byte[] buffer,
      int opsOffset,
      int opsLength,
      RecordSource source,
      long sourceOffset) {
    this.version = version;
    this.timeMicros = timeMicros;
    this.history = history;
    this.buffer = buffer;
    this.opsOffset = opsOffset;
    this.opsLength = opsLength;
    this.source = source;
    this.sourceOffset = sourceOffset;
  }

  /**
   * The record that stands in a buffer, whose length field was checked.
   *
   * @param at where it begins in the buffer
   * @param sourceOffset where it begins in its source
   */
  static LogRecord view(byte[] buffer, int at, RecordSource source, long sourceOffset) {
    return new LogRecord(
        Bytes.getLong(buffer, at + 4),
        Bytes.getLong(buffer, at + 12),
        Bytes.getLong(buffer, at + 20),
        buffer,
        at + HEADER_BYTES,
        Bytes.getInt(buffer, at) - COUNTED_HEADER_BYTES,
        source,
        sourceOffset);
  }

  /** Writes the bytes before the operations. */
  static void writeHeader(
      byte[] target, int at, long version, long timeMicros, long history, int opsLength) {
    Bytes.putInt(target, at, COUNTED_HEADER_BYTES + opsLength);
    Bytes.putLong(target, at + 4, version);
    Bytes.putLong(target, at + 12, timeMicros);
    Bytes.putLong(target, at + 20, history);
  }

  /** Its version, from 1. */
  public long version() {
    return version;
  }

  /** Its commit time, in microseconds since 1970. */
  public long timeMicros() {
    return timeMicros;
  }

  /** The history checksum after it. */
  public long history() {
    return history;
  }

  /** The buffer that its encoded operations stand in. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where in {@link #buffer} the operations begin. */
  public int opsOffset() {
    return opsOffset;
  }

  /** The bytes of the encoded operations. */
  public int opsLength() {
    return opsLength;
  }

  /**
   * Its operations, copied out of the buffer.
   *
   * @throws KedgeException if they are malformed: a {@link dev.kedge.CorruptionException} or {@link
   *     dev.kedge.BackupFormatException} that names where
   */
  public List<Op> ops() {
    List<Op> ops = new ArrayList<>();
    try {
      OpCodec.decode(buffer, opsOffset, opsLength, ops::add);
    } catch (MalformedOpsException e) {
      throw source.damaged(e.getMessage() + " in version " + version, sourceOffset);
    }
    return ops;
  }

  /**
   * Hands out its operations without copying them.
   *
   * @throws KedgeException as {@link #ops}, when those before were handed out
   */
  public void visitOps(OpVisitor visitor) {
    try {
      OpCodec.visit(buffer, opsOffset, opsLength, visitor);
    } catch (MalformedOpsException e) {
      throw source.damaged(e.getMessage() + " in version " + version, sourceOffset);
    }
  }

  /** The same record with a buffer of its own. */
  public LogRecord copy() {
    byte[] ops = Arrays.copyOfRange(buffer, opsOffset, opsOffset + opsLength);
    return new LogRecord(version, timeMicros, history, ops, 0, opsLength, source, sourceOffset);
  }

  @Override
  public String toString() {
    return "LogRecord[version " + version + ", " + opsLength + " bytes]";
  }
}
