package dev.kedge.internal.io;

import com.sun.nio.file.ExtendedOpenOption;
import dev.kedge.DatabaseClosedException;
import dev.kedge.Outcome;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A new file that is written from its start to its end, past the page cache of the system: neither
 * does its content push out what others read, nor does forcing it hold up those who force other
 * files, as there is never more on its way to the disk than one buffer. One buffer is written while
 * the other one is filled. What does not fill a buffer goes through the page cache.
 *
 * <p>Any thread may call any method; the writes must follow each other.
 */
final class SequentialFile implements StorageFile {

  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * How much is on its way to the disk at once. Larger steps are little faster, and hold up the
   * force of a log that comes between for longer.
   */
  private static final int STEP_BYTES = 256 << 10;

  private final StorageFile file;
  private final FileChannel direct;
  // An interrupt would close the channel, so only this thread writes, which nobody interrupts.
  private final ExecutorService writer = Executors.newSingleThreadExecutor(SequentialFile::thread);
  private ByteBuffer filling;
  private ByteBuffer spare;
  private long fillingFrom;
  private @Nullable Pending pending;

  private SequentialFile(StorageFile file, FileChannel direct, int blockBytes) {
    this.file = file;
    this.direct = direct;
    this.filling = buffer(blockBytes);
    this.spare = buffer(blockBytes);
  }

  /** A buffer that is being written. */
  private record Pending(ByteBuffer buffer, long position, Future<?> written) {}

  /**
   * Makes a file one that is written past the page cache, if the system has a way to.
   *
   * @param file new, and open for writing
   */
  static StorageFile over(StorageFile file) {
    try {
      int block = (int) Files.getFileStore(file.path()).getBlockSize();
      if (block <= 0 || STEP_BYTES % block != 0) {
        return file;
      }
      return new SequentialFile(file, openDirect(file.path()), block);
    } catch (IOException | UnsupportedOperationException e) {
      return file;
    }
  }

  private static FileChannel openDirect(Path path) throws IOException {
    return Uninterrupted.call(
        () -> FileChannel.open(path, StandardOpenOption.WRITE, ExtendedOpenOption.DIRECT));
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kedge-write");
    thread.setDaemon(true);
    return thread;
  }

  private static ByteBuffer buffer(int blockBytes) {
    return ByteBuffer.allocateDirect(BUFFER_BYTES + blockBytes - 1)
        .alignedSlice(blockBytes)
        .slice(0, BUFFER_BYTES);
  }

  @Override
  public synchronized void write(long position, byte[] source, int offset, int length) {
    if (writer.isShutdown()) {
      throw new DatabaseClosedException(path() + " is closed: create the file again");
    }
    if (position != fillingFrom + filling.position()) {
      throw new IllegalArgumentException("not where the last write ended: " + position);
    }
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, filling.remaining());
      filling.put(source, offset + done, count);
      done += count;
      if (!filling.hasRemaining()) {
        writeFull();
      }
    }
  }

  private void writeFull() {
    awaitPending();
    ByteBuffer full = filling;
    long position = fillingFrom;
    pending = new Pending(full, position, writer.submit(() -> writeDirect(full, position)));
    filling = spare.clear();
    spare = full;
    fillingFrom += BUFFER_BYTES;
  }

  private @Nullable Void writeDirect(ByteBuffer full, long position) throws IOException {
    for (int done = 0; done < BUFFER_BYTES; done += STEP_BYTES) {
      int count = direct.write(full.slice(done, STEP_BYTES), position + done);
      if (count < STEP_BYTES) {
        throw new IOException("cut short after " + (done + count) + " bytes");
      }
    }
    return null;
  }

  private void awaitPending() {
    Pending last = pending;
    pending = null;
    if (last != null && !isWritten(last)) {
      // If it fails in the ordinary way too, that tells why.
      writeThrough(last.buffer.clear(), last.position);
    }
  }

  private static boolean isWritten(Pending last) {
    try {
      Uninterrupted.await(last.written);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void writeThrough(ByteBuffer bytes, long position) {
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    file.write(position, copy, 0, copy.length);
  }

  /**
   * Writes what is in the buffers. What is there of one that is not full is written again later.
   */
  private void flush() {
    awaitPending();
    writeThrough(filling.duplicate().flip(), fillingFrom);
  }

  @Override
  public synchronized void force() {
    flush();
    file.force();
  }

  @Override
  public Path path() {
    return file.path();
  }

  @Override
  public synchronized long size() {
    return fillingFrom + filling.position();
  }

  @Override
  public synchronized int read(long position, byte[] target, int offset, int length) {
    flush();
    return file.read(position, target, offset, length);
  }

  @Override
  public void truncate(long size) {
    throw new UnsupportedOperationException("only written from its start to its end");
  }

  @Override
  public ByteBuffer map(long position, int length) {
    throw new UnsupportedOperationException("only written from its start to its end");
  }

  @Override
  public synchronized void close() {
    if (writer.isShutdown()) {
      return;
    }
    // The last of its tasks, as it must not write to a file that is closed.
    Future<?> closed = writer.submit(this::closeDirect);
    writer.shutdown();
    try {
      Uninterrupted.await(closed);
    } catch (IOException e) {
      throw StorageFailures.failure(path(), "can't be closed", Outcome.UNKNOWN, e);
    } finally {
      file.close();
    }
  }

  private @Nullable Void closeDirect() throws IOException {
    direct.close();
    return null;
  }
}
