package dev.kedge.internal.io;

import dev.kedge.DatabaseLockedException;
import dev.kedge.Outcome;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A lock held on a lock file.
 *
 * <p>A POSIX lock belongs to the process and is dropped as soon as the process closes <em>any</em>
 * descriptor of the file. So within a JVM the lock file is opened by its holder only: a system
 * property per held lock, which the copies of this class in all class loaders share, is asked
 * before. Other processes may open and read it freely.
 *
 * <p>The holder writes its name into the file once it has the lock, and clears it before letting
 * go. Who finds the lock taken therefore reads the holder, or the remains of one that died just
 * before another took the lock and wrote its own name: a dead or missing name is looked at again
 * for a short while, in which the lock may become free as well.
 */
final class LocalLock implements Storage.StorageLock {

  private static final String PROPERTY = "dev.kedge.lock:";

  /** One byte behind the text, which stays readable where locks keep readers out. */
  private static final long LOCKED_BYTE = 1 << 20;

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofMillis(1);

  /** Lock files that turned out to be locked by this process; closing them would drop the lock. */
  private static final Queue<RandomAccessFile> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path lockFile;
  private final String property;
  private @Nullable RandomAccessFile file;

  private LocalLock(Path lockFile, String property, RandomAccessFile file) {
    this.lockFile = lockFile;
    this.property = property;
    this.file = file;
  }

  /**
   * Takes the lock, or tells at once who has it.
   *
   * @throws DatabaseLockedException if this or another process holds it
   * @throws IOException also if the file system has no locks
   */
  static LocalLock acquire(Path lockFile) throws IOException {
    createIfMissing(lockFile);
    String property = PROPERTY + lockFile.toRealPath();
    LockHolder self = LockHolder.current();
    @Nullable Object holder = System.getProperties().putIfAbsent(property, self.toString());
    if (holder != null) {
      throw refusal(lockFile, LockHolder.parse(holder.toString()));
    }
    try {
      return new LocalLock(lockFile, property, openLocked(lockFile, self));
    } catch (Throwable e) {
      System.getProperties().remove(property);
      throw e;
    }
  }

  /**
   * Who holds a lock file, as far as it tells; empty if nobody does, or the process has ended.
   *
   * @throws IOException if it can't be read, also if it is missing
   */
  static Optional<LockHolder> holder(Path lockFile) throws IOException {
    String property = PROPERTY + lockFile.toRealPath();
    @Nullable Object holder =
        System.getProperties().putIfAbsent(property, LockHolder.current().toString());
    if (holder != null) {
      return LockHolder.parse(holder.toString());
    }
    try (RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "r")) {
      return readHolder(file).filter(found -> !found.isDead());
    } finally {
      System.getProperties().remove(property);
    }
  }

  private static void createIfMissing(Path lockFile) throws IOException {
    try {
      Files.createFile(lockFile, OwnerOnly.file(lockFile));
    } catch (FileAlreadyExistsException e) {
      // Then it was not opened either, which is what matters if this process has it locked.
    }
  }

  private static RandomAccessFile openLocked(Path lockFile, LockHolder self) throws IOException {
    RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw");
    try {
      lockOrFail(lockFile, file);
      file.setLength(0);
      file.write(self.line());
      return file;
    } catch (OverlappingFileLockException e) {
      NEVER_CLOSED.add(file);
      throw refusal(lockFile, readHolder(file));
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private static void lockOrFail(Path lockFile, RandomAccessFile file) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      // Taking a lock without waiting for it does not look at interrupts.
      @Nullable FileLock lock = file.getChannel().tryLock(LOCKED_BYTE, 1, false);
      if (lock != null) {
        return;
      }
      Optional<LockHolder> holder = readHolder(file);
      boolean settled = holder.isPresent() && !holder.get().isDead();
      if (settled || System.nanoTime() - begin > PATIENCE.toNanos()) {
        throw refusal(lockFile, holder);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  private static Optional<LockHolder> readHolder(RandomAccessFile file) throws IOException {
    byte[] content = new byte[LockHolder.MAX_BYTES];
    file.seek(0);
    int length = Math.max(0, file.read(content));
    return LockHolder.parse(content, length);
  }

  private static DatabaseLockedException refusal(Path lockFile, Optional<LockHolder> holder) {
    return holder
        .map(known -> known.refusal(lockFile))
        .orElseGet(
            () -> new DatabaseLockedException(lockFile, "a process that did not leave its name"));
  }

  @Override
  public synchronized void close() {
    if (file == null) {
      return;
    }
    try (RandomAccessFile released = file) {
      file = null;
      released.setLength(0);
    } catch (IOException e) {
      throw StorageFailures.failure(lockFile, "was unlocked with an error", Outcome.UNKNOWN, e);
    } finally {
      System.getProperties().remove(property);
    }
  }
}
