package dev.kedge.internal.io;

import dev.kedge.DatabaseLockedException;
import dev.kedge.Outcome;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock on a file itself, whatever name it was opened by: one writer, or any number of readers.
 *
 * <p>Between processes it is a lock of the operating system on a byte far behind any content.
 * Within a process that knows no difference, so the locks are counted here. A POSIX lock also goes
 * as soon as the process closes <em>any</em> descriptor of the file: those of a locked file are
 * handed to {@link #closeOrPark} and stay open until the lock is given back.
 */
final class LocalContentLock implements Storage.StorageLock {

  private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

  /** By what tells a file from every other one. */
  private static final Map<Object, Held> HELD = new HashMap<>();

  /** Files that another class loader's copy of this class has locked: closing would unlock them. */
  private static final List<RandomAccessFile> NEVER_CLOSED = new ArrayList<>();

  /** What this process has of one file. Guarded by {@link #HELD}. */
  private static final class Held {
    final boolean shared;
    final LockHolder holder = LockHolder.current();
    final List<Closeable> parked = new ArrayList<>();
    final Deque<RandomAccessFile> reusable = new ArrayDeque<>();
    int count = 1;

    Held(boolean shared, RandomAccessFile locked) {
      this.shared = shared;
      parked.add(locked);
    }
  }

  private final Path file;
  private final Object key;
  private boolean closed;

  private LocalContentLock(Path file, Object key) {
    this.file = file;
    this.key = key;
  }

  /** What tells a file from every other one: its inode, or its real path where there is none. */
  static Object key(Path file) throws IOException {
    @Nullable Object inode = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return inode == null ? file.toRealPath() : inode;
  }

  /**
   * Takes the lock.
   *
   * @param shared whether others may have it shared too; then it is also given where the file
   *     system has no locks
   * @throws DatabaseLockedException if this or another process has it in another way
   */
  static LocalContentLock acquire(Path file, boolean shared) throws IOException {
    synchronized (HELD) {
      while (true) {
        Object key = key(file);
        @Nullable Held held = HELD.get(key);
        if (held == null) {
          lock(file, key, shared);
        } else if (shared && held.shared) {
          held.count++;
        } else {
          throw held.holder.refusal(file, held.shared ? ", which reads it" : "");
        }
        LocalContentLock lock = new LocalContentLock(file, key);
        if (key.equals(key(file))) {
          return lock;
        }
        // Another file got the name in between, as when it is compacted.
        lock.close();
      }
    }
  }

  private static void lock(Path file, Object key, boolean shared) throws IOException {
    RandomAccessFile open = new RandomAccessFile(file.toFile(), shared ? "r" : "rw");
    try {
      lock(file, open, shared);
      HELD.put(key, new Held(shared, open));
    } catch (OverlappingFileLockException e) {
      NEVER_CLOSED.add(open);
      throw new DatabaseLockedException(file, "another class loader of this process");
    } catch (Throwable e) {
      open.close();
      throw e;
    }
  }

  private static void lock(Path file, RandomAccessFile open, boolean shared) throws IOException {
    try {
      // Taking a lock without waiting for it does not look at interrupts.
      @Nullable FileLock lock = open.getChannel().tryLock(LOCKED_BYTE, 1, shared);
      if (lock == null) {
        throw new DatabaseLockedException(
            file, shared ? "another process" : "another process, maybe one that only reads it");
      }
    } catch (IOException e) {
      if (!shared) {
        throw e;
      }
      // A file system without locks, where a database may still be read.
    }
  }

  /** Opens a file for reading, or takes one that was parked, so that few are ever open. */
  static RandomAccessFile openToRead(Path file, Object key) throws IOException {
    synchronized (HELD) {
      @Nullable Held held = HELD.get(key);
      @Nullable RandomAccessFile parked = held == null ? null : held.reusable.poll();
      return parked == null ? new RandomAccessFile(file.toFile(), "r") : parked;
    }
  }

  /**
   * Closes a file, at once or when the lock on it is given back.
   *
   * @param forcer another descriptor of the file, or null if it was opened for reading only
   */
  static void closeOrPark(Object key, RandomAccessFile content, @Nullable Closeable forcer)
      throws IOException {
    synchronized (HELD) {
      @Nullable Held held = HELD.get(key);
      if (held == null) {
        try (forcer) {
          content.close();
        }
      } else if (forcer == null) {
        held.reusable.add(content);
      } else {
        held.parked.add(content);
        held.parked.add(forcer);
      }
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      if (closed) {
        return;
      }
      closed = true;
      Held held = Objects.requireNonNull(HELD.get(key));
      if (--held.count == 0) {
        HELD.remove(key);
        held.parked.addAll(held.reusable);
        closeAll(held.parked);
      }
    }
  }

  private void closeAll(List<Closeable> descriptors) {
    @Nullable IOException failure = null;
    for (Closeable descriptor : descriptors) {
      try {
        descriptor.close();
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw StorageFailures.failure(file, "can't be closed", Outcome.UNKNOWN, failure);
    }
  }
}
