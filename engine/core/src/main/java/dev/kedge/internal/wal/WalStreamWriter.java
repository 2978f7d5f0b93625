package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.internal.io.FileFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * Writes records as a stream that is shipped. The records of a block are collected up to 256 KiB; a
 * larger one goes out alone and is not copied.
 *
 * <p>Belongs to one thread at a time. Does not close the stream it writes to.
 */
public final class WalStreamWriter {

  private static final int BLOCK_BYTES = 256 << 10;
  private static final int RECORDS_OFFSET =
      WalStreamFormat.BLOCK_HEADER_BYTES + WalStreamFormat.VERSIONS_BYTES;
  private static final byte[] NOTHING = {};

  private final OutputStream out;
  private final WalStreamFormat.Checksums checksums;
  private byte[] block = new byte[BLOCK_BYTES];
  private int end = RECORDS_OFFSET;
  private long bytes;
  private long sections;
  private long records;
  private long firstOfBlock;
  private long first;
  private long version;
  private long history;
  private long generation;

  /**
   * Begins a stream.
   *
   * @throws IOException if the stream fails
   */
  public WalStreamWriter(OutputStream out) throws IOException {
    this.out = out;
    byte[] header = new byte[FileFormat.HEADER_BYTES];
    FileFormat.WAL_STREAM.write(header, 0, 0);
    this.checksums = new WalStreamFormat.Checksums(header);
    out.write(header);
    this.bytes = header.length;
  }

  /**
   * Begins the records of a generation.
   *
   * @param generation the generation of the records that follow
   * @param afterVersion the version before the first of them
   * @param history the history checksum after that version
   * @param timeMicros the commit time of that version
   * @param ancestors the generations that this one descends from, oldest first
   * @throws IllegalArgumentException if it is not the first section and does not continue the one
   *     before: that must be one of the ancestors, and those behind it without commits of their own
   * @throws IOException if the stream fails
   */
  public void section(
      long generation, long afterVersion, long history, long timeMicros, List<Ancestor> ancestors)
      throws IOException {
    if (afterVersion < 0 || ancestors.size() > WalStreamFormat.MAX_ANCESTORS) {
      throw new IllegalArgumentException("impossible section");
    }
    if (sections > 0) {
      if (generation == this.generation
          || !ancestors.contains(new Ancestor(this.generation, version))
          || afterVersion != version
          || history != this.history) {
        throw new IllegalArgumentException("the section does not continue the one before");
      }
    } else {
      first = afterVersion + 1;
    }
    flushRecords();
    int length = WalStreamFormat.SECTION_BYTES + ancestors.size() * WalStreamFormat.ANCESTOR_BYTES;
    byte[] head = new byte[WalStreamFormat.BLOCK_HEADER_BYTES + length];
    int at = WalStreamFormat.BLOCK_HEADER_BYTES;
    Bytes.putLong(head, at, generation);
    Bytes.putLong(head, at + 8, afterVersion);
    Bytes.putLong(head, at + 16, history);
    Bytes.putLong(head, at + 24, timeMicros);
    Bytes.putShort(head, at + 32, ancestors.size());
    at += WalStreamFormat.SECTION_BYTES;
    for (Ancestor ancestor : ancestors) {
      Bytes.putLong(head, at, ancestor.generation());
      Bytes.putLong(head, at + 8, ancestor.version());
      at += WalStreamFormat.ANCESTOR_BYTES;
    }
    emit(WalStreamFormat.SECTION, head, head.length, NOTHING, 0, 0);
    this.generation = generation;
    this.version = afterVersion;
    this.history = history;
    sections++;
  }

  /**
   * Adds a record. Its content is not needed after the call.
   *
   * @throws IllegalArgumentException if it does not follow the one before
   * @throws IOException if the stream fails
   */
  public void record(LogRecord record) throws IOException {
    if (sections == 0 || record.version() != version + 1) {
      throw new IllegalArgumentException("version " + record.version() + " after " + version);
    }
    int size = LogRecord.HEADER_BYTES + record.opsLength();
    if (size >= BLOCK_BYTES - RECORDS_OFFSET) {
      flushRecords();
      writeAlone(record);
    } else {
      append(record, size);
    }
    version = record.version();
    history = record.history();
    records++;
    if (end >= BLOCK_BYTES) {
      flushRecords();
    }
  }

  private void append(LogRecord record, int size) {
    if (end == RECORDS_OFFSET) {
      firstOfBlock = record.version();
    }
    if (end + size > block.length) {
      block = Arrays.copyOf(block, 2 * BLOCK_BYTES);
    }
    writeHeader(record);
    System.arraycopy(
        record.buffer(),
        record.opsOffset(),
        block,
        end + LogRecord.HEADER_BYTES,
        record.opsLength());
    end += size;
  }

  private void writeAlone(LogRecord record) throws IOException {
    Bytes.putLong(block, WalStreamFormat.BLOCK_HEADER_BYTES, record.version());
    Bytes.putLong(block, WalStreamFormat.BLOCK_HEADER_BYTES + 8, record.version());
    writeHeader(record);
    int head = end + LogRecord.HEADER_BYTES;
    byte[] ops = record.buffer();
    emit(WalStreamFormat.RECORDS, block, head, ops, record.opsOffset(), record.opsLength());
  }

  private void writeHeader(LogRecord record) {
    LogRecord.writeHeader(
        block, end, record.version(), record.timeMicros(), record.history(), record.opsLength());
  }

  private void flushRecords() throws IOException {
    if (end > RECORDS_OFFSET) {
      Bytes.putLong(block, WalStreamFormat.BLOCK_HEADER_BYTES, firstOfBlock);
      Bytes.putLong(block, WalStreamFormat.BLOCK_HEADER_BYTES + 8, version);
      emit(WalStreamFormat.RECORDS, block, end, NOTHING, 0, 0);
      end = RECORDS_OFFSET;
    }
  }

  /**
   * Ends the stream and flushes it.
   *
   * @throws IllegalStateException if there was no section
   * @throws IOException if the stream fails
   */
  public StreamSummary finish() throws IOException {
    if (sections == 0) {
      throw new IllegalStateException("a stream needs a section");
    }
    flushRecords();
    byte[] head = new byte[WalStreamFormat.BLOCK_HEADER_BYTES + WalStreamFormat.END_BYTES];
    int at = WalStreamFormat.BLOCK_HEADER_BYTES;
    Bytes.putLong(head, at, records);
    Bytes.putLong(head, at + 8, version);
    Bytes.putLong(head, at + 16, history);
    Bytes.putLong(head, at + 24, checksums.ofBlocks());
    emit(WalStreamFormat.END, head, head.length, NOTHING, 0, 0);
    out.flush();
    return new StreamSummary(sections, records, records == 0 ? version + 1 : first, version, bytes);
  }

  /** Writes a block: head, whose first bytes are filled in here, and what follows it. */
  private void emit(int kind, byte[] head, int headLength, byte[] rest, int offset, int length)
      throws IOException {
    head[Integer.BYTES] = (byte) kind;
    Bytes.putInt(head, Integer.BYTES + 1, headLength - WalStreamFormat.BLOCK_HEADER_BYTES + length);
    int crc = checksums.next(head, Integer.BYTES, headLength - Integer.BYTES, rest, offset, length);
    Bytes.putInt(head, 0, crc);
    out.write(head, 0, headLength);
    out.write(rest, offset, length);
    bytes += headLength + (long) length;
  }
}
