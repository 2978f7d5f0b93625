package dev.kedge.internal.store;

import dev.kedge.CorruptionException;
import dev.kedge.internal.io.StorageFile;
import dev.kedge.internal.page.Varint;
import dev.kedge.internal.wal.Op;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Operations in a part of a scratch file, each key once and in order. Of each there is the length
 * of its key, doubled, and one more if it has a value; the key; and the length of the value and the
 * value.
 *
 * @param start where they begin
 * @param end where they end
 * @param commonPrefix how many bytes all keys begin with alike
 * @param crc the CRC32C of all these bytes
 */
record OpRun(long start, long end, int commonPrefix, int crc) {

  private static final int WRITE_BYTES = 256 << 10;
  private static final int LEAST_READ_BYTES = 4 << 10;
  private static final int MOST_READ_BYTES = 1 << 20;
  private static final int MOST_LENGTH_BYTES = 10;

  /** Writes operations to the end of a file. */
  static final class Writer {
    private final StorageFile file;
    private final long start;
    private final byte[] buffer = new byte[WRITE_BYTES];
    private final ByteBuffer numbers = ByteBuffer.wrap(buffer);
    private final CRC32C crc = new CRC32C();
    private byte @Nullable [] first;
    private byte[] last = {};
    private long position;
    private int filled;

    Writer(StorageFile file, long start) {
      this.file = file;
      this.start = start;
      this.position = start;
    }

    void add(Op op) {
      byte[] key = op.key();
      byte[] value = op.value();
      if (first == null) {
        first = key;
      }
      last = key;
      length((long) key.length << 1 | (value == null ? 0 : 1));
      bytes(key);
      if (value != null) {
        length(value.length);
        bytes(value);
      }
    }

    private void length(long length) {
      if (buffer.length - filled < MOST_LENGTH_BYTES) {
        flush();
      }
      filled = Varint.write(numbers, filled, length);
    }

    private void bytes(byte[] bytes) {
      if (bytes.length > buffer.length - filled) {
        flush();
      }
      if (bytes.length > buffer.length) {
        write(bytes, bytes.length);
      } else {
        System.arraycopy(bytes, 0, buffer, filled, bytes.length);
        filled += bytes.length;
      }
    }

    private void flush() {
      write(buffer, filled);
      filled = 0;
    }

    private void write(byte[] bytes, int length) {
      file.write(position, bytes, 0, length);
      crc.update(bytes, 0, length);
      position += length;
    }

    OpRun finish() {
      flush();
      return new OpRun(start, position, commonPrefix(), (int) crc.getValue());
    }

    private int commonPrefix() {
      int mismatch = first == null ? 0 : Arrays.mismatch(first, last);
      return mismatch < 0 ? last.length : mismatch;
    }
  }

  /** Reads the operations of a run one after another. */
  static final class Reader {
    private static final Op NONE = Op.delete(new byte[0]);

    private final StorageFile file;
    private final OpRun run;
    private final byte[] buffer;
    private final ByteBuffer numbers;
    private final CRC32C crc = new CRC32C();
    private long position;
    private int at;
    private int limit;
    private Op op = NONE;
    private long opStart;

    /**
     * A reader before the first operation.
     *
     * @param bufferBytes how much may be read at once, within reason
     */
    Reader(StorageFile file, OpRun run, long bufferBytes) {
      this.file = file;
      this.run = run;
      this.buffer =
          new byte[(int) Math.min(MOST_READ_BYTES, Math.max(LEAST_READ_BYTES, bufferBytes))];
      this.numbers = ByteBuffer.wrap(buffer);
      this.position = run.start;
    }

    /** Goes to the next one; false if there is none. */
    boolean next() {
      opStart = consumed();
      if (opStart == run.end) {
        if ((int) crc.getValue() != run.crc) {
          throw damaged();
        }
        return false;
      }
      long head = length();
      byte[] key = bytes(head >>> 1);
      op = (head & 1) == 0 ? Op.delete(key) : Op.put(key, bytes(length()));
      return true;
    }

    int commonPrefix() {
      return run.commonPrefix;
    }

    /** The one that it is at. */
    Op op() {
      return op;
    }

    /** How many bytes of the run that one takes. */
    long opBytes() {
      return consumed() - opStart;
    }

    private long consumed() {
      return position - limit + at;
    }

    private long length() {
      if (limit - at < MOST_LENGTH_BYTES) {
        fill();
      }
      long length = Varint.read(numbers, at);
      if (length < 0) {
        throw damaged();
      }
      at += Varint.size(length);
      return length;
    }

    private byte[] bytes(long length) {
      if (length > Math.min(Integer.MAX_VALUE, run.end - consumed())) {
        throw damaged();
      }
      byte[] bytes = new byte[(int) length];
      int ready = Math.min(bytes.length, limit - at);
      System.arraycopy(buffer, at, bytes, 0, ready);
      at += ready;
      if (bytes.length - ready > buffer.length) {
        read(bytes, ready, bytes.length - ready);
      } else if (ready < bytes.length) {
        fill();
        System.arraycopy(buffer, at, bytes, ready, bytes.length - ready);
        at += bytes.length - ready;
      }
      return bytes;
    }

    /** Moves what is left to the front, and reads on behind it. */
    private void fill() {
      System.arraycopy(buffer, at, buffer, 0, limit - at);
      limit -= at;
      at = 0;
      int wanted = (int) Math.min(buffer.length - limit, run.end - position);
      int from = limit;
      limit += wanted;
      read(buffer, from, wanted);
    }

    private void read(byte[] target, int offset, int length) {
      if (file.read(position, target, offset, length) < length) {
        throw damaged();
      }
      crc.update(target, offset, length);
      position += length;
    }

    private CorruptionException damaged() {
      return new CorruptionException(
          file.path(),
          run.start,
          "what was written to it a moment ago has changed",
          "look for a failing disk, and restore again");
    }
  }
}
