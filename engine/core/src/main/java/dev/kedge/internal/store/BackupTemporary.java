package dev.kedge.internal.store;

import dev.kedge.KedgeException;
import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The name of a temporary file beside its target, which nobody else uses.
 *
 * <p>The file {@code <target>.<operation>-<16 hex>.tmp} exists only while its maker holds the lock
 * on the same name with {@code .lock}. One whose lock can be taken was therefore left by a process
 * that is gone: the next operation of this kind on the same target deletes it. The temporaries of
 * those that are running are left alone and, having other digits, never in the way. Since a name is
 * never used again, its lock file may be deleted, unlike others.
 *
 * <p>Used by one thread at a time.
 */
final class BackupTemporary implements AutoCloseable {

  private static final String TEMPORARY = ".tmp";
  private static final String LOCK = ".lock";

  private final Storage storage;
  private final Path path;
  private final Path directory;
  private final Path lockFile;
  private final StorageLock lock;

  private BackupTemporary(Storage storage, Path directory, String own) {
    this.storage = storage;
    this.directory = directory;
    this.path = directory.resolve(own + TEMPORARY);
    this.lockFile = directory.resolve(own + LOCK);
    this.lock = lock(storage, lockFile);
  }

  private static StorageLock lock(Storage storage, Path lockFile) {
    try {
      return storage.lock(lockFile);
    } catch (StorageException e) {
      // It may have been created before the device was full.
      storage.delete(lockFile);
      throw e;
    }
  }

  /**
   * Takes a new name, after deleting stale files.
   *
   * @param target an absolute path
   * @throws StorageException if no file can be created there
   */
  static BackupTemporary create(Storage storage, Path target, String operation) {
    Path directory = target.getParent();
    if (directory == null) {
      throw new TargetExistsException(target);
    }
    if (!storage.isWritable(directory)) {
      throw new StorageException(
          directory, "is no directory in which files can be created: create it or permit it", null);
    }
    String prefix = prefix(target, operation);
    deleteStaleIn(storage, directory, prefix);
    String digits = String.format("%016x", ThreadLocalRandom.current().nextLong());
    return new BackupTemporary(storage, directory, prefix + digits);
  }

  private static String prefix(Path target, String operation) {
    return target.getFileName() + "." + operation + "-";
  }

  /** Deletes stale files of an operation that may need none. */
  static void deleteStale(Storage storage, Path target, String operation) {
    Path directory = target.getParent();
    if (directory != null) {
      deleteStaleIn(storage, directory, prefix(target, operation));
    }
  }

  private static void deleteStaleIn(Storage storage, Path directory, String prefix) {
    Pattern stale = Pattern.compile("(" + Pattern.quote(prefix) + "[0-9a-f]{16})\\.tmp");
    for (Path entry : listOrNothing(storage, directory)) {
      var matcher = stale.matcher(entry.getFileName().toString());
      if (matcher.matches()) {
        deleteStaleFile(storage, entry, directory.resolve(matcher.group(1) + LOCK));
      }
    }
  }

  private static List<Path> listOrNothing(Storage storage, Path directory) {
    try {
      return storage.list(directory);
    } catch (StorageException e) {
      // A directory may permit creating files but not listing them; then stale ones stay.
      return List.of();
    }
  }

  private static void deleteStaleFile(Storage storage, Path temporary, Path lockFile) {
    try {
      StorageLock lock = storage.lock(lockFile);
      try {
        storage.delete(temporary);
      } finally {
        release(storage, lock, lockFile);
      }
    } catch (KedgeException e) {
      // Its maker is still at work, or it is not ours to delete: not in the way in either case.
    }
  }

  /** The file, to be created, and to be deleted or renamed before this is closed. */
  Path path() {
    return path;
  }

  /** The directory of the file and its target. */
  Path directory() {
    return directory;
  }

  /** Gives the name up. */
  @Override
  public void close() {
    release(storage, lock, lockFile);
  }

  /** The file goes first: once the lock is free, the name may be anybody's. */
  private static void release(Storage storage, StorageLock lock, Path lockFile) {
    try (lock) {
      storage.delete(lockFile);
    } catch (StorageException e) {
      // An empty file with random digits stays behind; nothing depends on it.
    }
  }
}
