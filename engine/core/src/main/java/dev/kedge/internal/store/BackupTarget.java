package dev.kedge.internal.store;

import dev.kedge.KedgeException;
import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A large file in the making, written from its start: a temporary beside the target, which gets the
 * target's name once it is whole and durable, or vanishes. {@link BackupTemporary} tells what
 * becomes of it when the process is killed.
 *
 * <p>What was written is forced as it grows, on a thread of its own: that keeps the device busy
 * from the beginning, and keeps the force at the end, and those of other files meanwhile, short.
 *
 * <p>Used by one thread at a time.
 */
final class BackupTarget implements AutoCloseable {

  /** What the file is to be. */
  enum Kind {
    /** A restored database, whose log folder must not be there. */
    DATABASE("restore"),
    /** A backup. */
    BACKUP("backup"),
    /** Shipped log. */
    SHIPPED_LOG("ship");

    private final String operation;

    Kind(String operation) {
      this.operation = operation;
    }
  }

  private final Storage storage;
  private final Kind kind;
  private final Path target;
  private final BackupTemporary temporary;
  private final StorageFile file;
  private final BackupWorkers forcer;
  private final ForcePace pace;
  private long unforced;
  private @Nullable Future<Long> force;
  private boolean published;

  private BackupTarget(
      Storage storage,
      Kind kind,
      Path target,
      BackupTemporary temporary,
      StorageFile file,
      ForcePace pace) {
    this.storage = storage;
    this.kind = kind;
    this.target = target;
    this.temporary = temporary;
    this.file = file;
    this.pace = pace;
    this.forcer = new BackupWorkers(1, kind.operation + "-force");
  }

  /**
   * Creates the temporary.
   *
   * @throws TargetExistsException if the target, or a log folder with something in it, is there
   * @throws StorageException if no file can be created there
   */
  static BackupTarget create(Storage storage, Path path, Kind kind) {
    return create(storage, path, kind, ForcePace.ofLargeFiles());
  }

  /** As above, forcing at a pace. */
  static BackupTarget create(Storage storage, Path path, Kind kind, ForcePace pace) {
    Path target = path.toAbsolutePath();
    checkFree(storage, target, kind);
    BackupTemporary temporary = BackupTemporary.create(storage, target, kind.operation);
    try {
      // A restored database is read right away.
      StorageFile file =
          kind == Kind.DATABASE
              ? storage.open(temporary.path(), OpenMode.CREATE)
              : storage.createSequential(temporary.path());
      return new BackupTarget(storage, kind, target, temporary, file, pace);
    } catch (Throwable e) {
      try (temporary) {
        storage.delete(temporary.path());
      } catch (KedgeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private static void checkFree(Storage storage, Path target, Kind kind) {
    if (storage.exists(target)) {
      throw new TargetExistsException(target);
    }
    if (kind == Kind.DATABASE && !storage.list(logFolder(target)).isEmpty()) {
      throw new TargetExistsException(logFolder(target));
    }
  }

  private static Path logFolder(Path target) {
    return target.resolveSibling(target.getFileName() + "-wal");
  }

  /** Writes the next bytes of the file, which begin at {@code position}. */
  void write(long position, byte[] bytes, int offset, int length) {
    file.write(position, bytes, offset, length);
    unforced += length;
    if (unforced >= pace.bytes()) {
      awaitForce();
      unforced = 0;
      force = forcer.submit(this::force);
    }
  }

  /** The file that is being made. */
  Path temporary() {
    return temporary.path();
  }

  /** Forces, and says how many nanoseconds that took. */
  private long force() {
    long start = System.nanoTime();
    file.force();
    return System.nanoTime() - start;
  }

  private void awaitForce() {
    if (force != null) {
      pace.forced(BackupWorkers.await(force));
      force = null;
    }
  }

  /**
   * Makes the file durable and gives it the target's name, durably.
   *
   * @throws TargetExistsException if the name, or a log folder with something in it, is there now
   * @throws StorageException if any of it fails; the target is then not there
   */
  void publish() {
    awaitForce();
    file.force();
    file.close();
    checkFree(storage, target, kind);
    try {
      storage.publish(temporary.path(), target);
      storage.syncDirectory(temporary.directory());
      published = true;
    } catch (TargetExistsException e) {
      throw e;
    } catch (Throwable e) {
      withdraw(e);
      throw e;
    }
  }

  /** Takes the name back, which may not be durable, so that a retry finds it free. */
  private void withdraw(Throwable failure) {
    try {
      // Somebody who was quick enough to open it and commit is not to lose that.
      if (kind != Kind.DATABASE || storage.list(logFolder(target)).isEmpty()) {
        storage.delete(target);
      }
    } catch (KedgeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Deletes the temporary unless it was published. */
  @Override
  public void close() {
    try (temporary) {
      forcer.close();
      if (!published) {
        discard();
      }
    }
  }

  private void discard() {
    try {
      file.close();
    } finally {
      storage.delete(temporary.path());
    }
  }
}
