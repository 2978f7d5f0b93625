package dev.kedge.internal.io;

import dev.kedge.StorageException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An output stream of the user: counts what was written, turns failures into typed errors, and does
 * not let an interrupt reach the stream. It never closes the stream.
 *
 * <p>Belongs to one thread. Exceptions that are not {@link IOException}s pass as they are.
 */
public final class StreamSink {

  // See StreamSource: FileOutputStream allocates a native buffer as long as the request.
  private static final int SLICE = 128 << 10;

  private final OutputStream out;
  private final String name;
  private final InterruptHold hold;
  private long written;

  /**
   * Writes to the stream.
   *
   * @param name what is written, the subject of messages, such as {@code "backup"}
   * @param hold keeps interrupts away while the stream is written
   */
  public StreamSink(OutputStream out, String name, InterruptHold hold) {
    this.out = out;
    this.name = name;
    this.hold = hold;
  }

  /** Bytes written so far. */
  public long written() {
    return written;
  }

  /**
   * Writes all of the bytes.
   *
   * @throws StorageException if the stream fails; part of them may have been written
   */
  public void write(byte[] source, int from, int length) {
    try {
      for (int done = 0; done < length; ) {
        int count = Math.min(length - done, SLICE);
        hold.hold();
        out.write(source, from + done, count);
        done += count;
        written += count;
      }
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /**
   * Flushes the stream.
   *
   * @throws StorageException if it fails
   */
  public void flush() {
    hold.hold();
    try {
      out.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private StorageException failed(IOException e) {
    return StorageFailures.failure(
        Path.of(name), "its output stream failed after " + written + " bytes", e);
  }
}
