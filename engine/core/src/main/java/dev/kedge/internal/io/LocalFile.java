package dev.kedge.internal.io;

import dev.kedge.DatabaseClosedException;
import dev.kedge.Outcome;
import dev.kedge.StorageException;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file of the operating system.
 *
 * <p>A {@link FileChannel} that an interrupted thread touches is closed for every thread, so none
 * is kept. Bytes go through a {@link RandomAccessFile}; a force through an asynchronous channel,
 * which forces on the calling thread without a look at interrupts (and without holding up readers
 * and writers); a map through the channel of the bytes, but by a thread that nobody interrupts.
 *
 * <p>No descriptor of it is closed beside {@link LocalContentLock}, which the file may be locked
 * by.
 */
final class LocalFile implements StorageFile {

  /**
   * The JDK copies each array outside the heap on its way to the system, to a buffer as long as the
   * request. Longer ones leave the processor's cache before they are copied, and allocating the
   * buffer costs more than the request itself, threefold at a megabyte.
   */
  private static final int STEP_BYTES = 128 << 10;

  /**
   * How many threads can wait for the device at once. With one for all, any number of threads read
   * 12,600 pages a second that were not in memory, as one does; with eight, eight read 36,000.
   */
  private static final int READERS = 8;

  private final Path path;
  // The position is part of its state, and of that of each reader: used only while it is locked.
  private final RandomAccessFile content;
  // Opened with the file, so that it is told of every failure to write the file back.
  private final @Nullable AsynchronousFileChannel forcer;
  private final Object key;

  /** For threads that read at once: each takes one of them. */
  private volatile List<RandomAccessFile> readers;

  private volatile boolean closed;

  private LocalFile(
      Path path, RandomAccessFile content, @Nullable AsynchronousFileChannel forcer, Object key) {
    this.path = path;
    this.content = content;
    this.forcer = forcer;
    this.key = key;
    this.readers = List.of(content);
  }

  /** Opens a file, reporting what the system says. */
  static LocalFile open(Path path, Storage.OpenMode mode) throws IOException {
    return switch (mode) {
      case READ -> {
        Object key = LocalContentLock.key(path);
        yield new LocalFile(path, LocalContentLock.openToRead(path, key), null, key);
      }
      case WRITE -> complete(path, AsynchronousFileChannel.open(path, StandardOpenOption.WRITE));
      case CREATE -> create(path);
    };
  }

  private static LocalFile create(Path path) throws IOException {
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    AsynchronousFileChannel forcer =
        AsynchronousFileChannel.open(path, options, null, OwnerOnly.file(path));
    try {
      return complete(path, forcer);
    } catch (Throwable e) {
      // Else the name would be taken, and a retry fail for it.
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static LocalFile complete(Path path, AsynchronousFileChannel forcer) throws IOException {
    try {
      Object key = LocalContentLock.key(path);
      return new LocalFile(path, new RandomAccessFile(path.toFile(), "rw"), forcer, key);
    } catch (Throwable e) {
      forcer.close();
      throw e;
    }
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    synchronized (content) {
      checkOpen();
      try {
        return content.length();
      } catch (IOException e) {
        throw StorageFailures.failure(path, "its length can't be read", e);
      }
    }
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) {
    checkRange(position, target, offset, length);
    int done = 0;
    while (done < length) {
      int count = readStep(position + done, target, offset + done, length - done);
      if (count < 0) {
        break;
      }
      done += count;
    }
    return done;
  }

  private int readStep(long position, byte[] target, int offset, int length) {
    List<RandomAccessFile> some = readers;
    RandomAccessFile reader = some.get((int) (Thread.currentThread().getId() % some.size()));
    synchronized (reader) {
      checkOpen();
      try {
        reader.seek(position);
        return reader.read(target, offset, Math.min(length, STEP_BYTES));
      } catch (IOException e) {
        throw StorageFailures.failure(path, "can't be read at offset " + position, e);
      }
    }
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) {
    checkRange(position, source, offset, length);
    checkOpen();
    checkWritable();
    int done = 0;
    while (done < length) {
      int count = Math.min(STEP_BYTES, length - done);
      writeStep(position + done, source, offset + done, count);
      done += count;
    }
  }

  private void writeStep(long position, byte[] source, int offset, int length) {
    synchronized (content) {
      checkOpen();
      try {
        content.seek(position);
        content.write(source, offset, length);
      } catch (IOException e) {
        throw StorageFailures.failedWrite(path, length, e);
      }
    }
  }

  @Override
  public void truncate(long size) {
    synchronized (content) {
      checkOpen();
      checkWritable();
      try {
        long length = content.length();
        if (size < 0 || size > length) {
          throw new IllegalArgumentException("can't cut " + length + " bytes to " + size);
        }
        content.setLength(size);
      } catch (IOException e) {
        throw StorageFailures.failure(path, "can't be cut to " + size + " bytes", e);
      }
    }
  }

  @Override
  public void force() {
    checkOpen();
    try {
      checkWritable().force(false);
    } catch (ClosedChannelException e) {
      throw closed();
    } catch (IOException e) {
      throw StorageFailures.failure(path, "can't be forced", Outcome.UNKNOWN, e);
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    checkMapRange(position, length);
    checkOpen();
    try {
      return Uninterrupted.call(() -> mapNow(position, length));
    } catch (ClosedChannelException e) {
      throw closed();
    } catch (IOException e) {
      throw StorageFailures.failure(
          path, "can't be mapped, " + length + " bytes from offset " + position, e);
    }
  }

  private ByteBuffer mapNow(long position, int length) throws IOException {
    // A map that reaches behind the end would make the file longer.
    long size = size();
    if (size - position < length) {
      throw new EOFException("the file ends at " + size);
    }
    addReaders();
    return content.getChannel().map(FileChannel.MapMode.READ_ONLY, position, length);
  }

  /** What is mapped is read by many threads. If the name is another file's by now, one must do. */
  private synchronized void addReaders() throws IOException {
    checkOpen(); // or nobody would close them
    if (readers.size() > 1 || !key.equals(LocalContentLock.key(path))) {
      return;
    }
    List<RandomAccessFile> more = new ArrayList<>(readers);
    try {
      while (more.size() < READERS) {
        more.add(LocalContentLock.openToRead(path, key));
      }
    } finally {
      readers = List.copyOf(more);
    }
  }

  @Override
  public void close() {
    synchronized (content) {
      if (closed) {
        return;
      }
      closed = true;
      try {
        closeReaders();
        LocalContentLock.closeOrPark(key, content, forcer);
      } catch (IOException e) {
        throw StorageFailures.failure(path, "can't be closed", Outcome.UNKNOWN, e);
      }
    }
  }

  private synchronized void closeReaders() throws IOException {
    for (RandomAccessFile reader : readers) {
      if (reader != content) {
        synchronized (reader) {
          LocalContentLock.closeOrPark(key, reader, null);
        }
      }
    }
  }

  private void checkOpen() {
    if (closed) {
      throw closed();
    }
  }

  private DatabaseClosedException closed() {
    return new DatabaseClosedException(path + " is closed: open the database again");
  }

  private AsynchronousFileChannel checkWritable() {
    if (forcer == null) {
      throw new StorageException(path, "opened for reading only", null);
    }
    return forcer;
  }

  private static void checkRange(long position, byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
  }

  private static void checkMapRange(long position, int length) {
    if (position < 0 || position % MAP_CHUNK != 0 || length < 0 || length > MAP_CHUNK) {
      throw new IllegalArgumentException("no range to map: " + position + ", " + length);
    }
  }
}
