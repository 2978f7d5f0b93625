package dev.kedge.internal.io;

import dev.kedge.BackupFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An input stream of the user, read to the byte: counts what was read, turns an early end and
 * failures into typed errors, and does not let an interrupt reach the stream. It never closes the
 * stream and never reads past what it was asked for.
 *
 * <p>Belongs to one thread. Exceptions that are not {@link IOException}s pass as they are.
 */
public final class StreamSource {

  // FileInputStream copies through a native buffer as long as the request, which it allocates anew
  // each time; this size stays cheap to allocate and is large enough to make calls rare.
  private static final int SLICE = 128 << 10;

  private final InputStream in;
  private final String name;
  private final InterruptHold hold;
  private byte[] ahead = {};
  private int aheadAt;
  private long offset;

  /**
   * Reads from the stream's current position, which is offset 0 in messages.
   *
   * @param name what the stream holds, the subject of messages, such as {@code "backup"}
   * @param hold keeps interrupts away while the stream is read
   */
  public StreamSource(InputStream in, String name, InterruptHold hold) {
    this.in = in;
    this.name = name;
    this.hold = hold;
  }

  /** What the stream holds, as messages call it. */
  public String name() {
    return name;
  }

  /** Bytes read so far. */
  public long offset() {
    return offset;
  }

  /**
   * Looks at the first bytes of the stream, which are read again later. To be called once, before
   * anything is read.
   *
   * @return {@code count} bytes, fewer if the stream is shorter
   */
  public byte[] peek(int count) {
    byte[] bytes = new byte[count];
    int found = readUpTo(bytes, 0, count);
    offset = 0;
    ahead = Arrays.copyOf(bytes, found);
    return ahead.clone();
  }

  /**
   * Reads exactly so many bytes.
   *
   * @throws BackupFormatException if the stream ends before
   * @throws dev.kedge.StorageException if the stream fails
   */
  public void readFully(byte[] target, int from, int length) {
    if (readUpTo(target, from, length) < length) {
      throw damaged("ends early");
    }
  }

  /**
   * Reads so many bytes, fewer only if the stream ends.
   *
   * @return how many were read
   * @throws dev.kedge.StorageException if the stream fails
   */
  public int readUpTo(byte[] target, int from, int length) {
    int done = Math.min(length, ahead.length - aheadAt);
    System.arraycopy(ahead, aheadAt, target, from, done);
    aheadAt += done;
    offset += done;
    while (done < length) {
      int count = readSome(target, from + done, Math.min(length - done, SLICE));
      if (count < 0) {
        break;
      }
      done += count;
      offset += count;
    }
    return done;
  }

  private int readSome(byte[] target, int from, int length) {
    hold.hold();
    try {
      int count = in.read(target, from, length);
      if (count != 0) {
        return count;
      }
      // A stream that returns nothing would be asked for ever; a single byte must block or end.
      int single = in.read();
      if (single < 0) {
        return -1;
      }
      target[from] = (byte) single;
      return 1;
    } catch (IOException e) {
      throw StorageFailures.failure(
          Path.of(name), "its input stream failed after " + offset + " bytes", e);
    }
  }

  /** The error for content that is wrong at the current offset. */
  public BackupFormatException damaged(String what) {
    return damaged(what, offset);
  }

  /** The error for content that is wrong at an offset. */
  public BackupFormatException damaged(String what, long where) {
    return new BackupFormatException(name + " " + what, where);
  }
}
