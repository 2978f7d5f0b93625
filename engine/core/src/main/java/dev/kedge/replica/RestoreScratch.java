package dev.kedge.replica;

import dev.kedge.DatabaseLockedException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;

/**
 * The place beside a target where a restored database is put together, until it gets the target's
 * name. What a killed process left is deleted by the next restore to that name.
 *
 * <p>Beside {@code app.kv} they are {@code app.kv.fetch-<16 hex>.tmp}, its log folder, and a lock.
 */
final class RestoreScratch implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String INFIX = ".fetch-";
  private static final String SUFFIX = ".tmp";
  private static final String LOCK = ".tmp.lock";

  private final Storage storage = LocalStorage.INSTANCE;
  private final Path target;
  private final Path file;
  private final Path lockFile;
  private final StorageLock lock;

  /**
   * Makes room beside a target.
   *
   * @throws TargetExistsException if the target, or a log folder with something in it, is there
   */
  RestoreScratch(Path path) {
    this.target = path.toAbsolutePath();
    refuseTaken();
    String name = target.getFileName() + INFIX;
    deleteAbandoned(name);
    String own = name + HexFormat.of().toHexDigits(RANDOM.nextLong());
    this.file = target.resolveSibling(own + SUFFIX);
    this.lockFile = target.resolveSibling(own + LOCK);
    this.lock = storage.lock(lockFile);
  }

  private void refuseTaken() {
    if (storage.exists(target)) {
      throw new TargetExistsException(target);
    }
    Path log = logFolder(target);
    if (!storage.list(log).isEmpty()) {
      throw new TargetExistsException(log);
    }
  }

  private void deleteAbandoned(String name) {
    for (Path lockOfOther : storage.list(directory())) {
      String other = String.valueOf(lockOfOther.getFileName());
      if (other.startsWith(name) && other.endsWith(LOCK)) {
        String stem = other.substring(0, other.length() - LOCK.length());
        deleteIfAbandoned(lockOfOther, stem + SUFFIX);
      }
    }
  }

  private void deleteIfAbandoned(Path lockOfOther, String itsFile) {
    StorageLock taken;
    try {
      taken = storage.lock(lockOfOther);
    } catch (DatabaseLockedException e) {
      return; // it is not abandoned: another restore to that name is running
    }
    try {
      deleteAll(itsFile);
      storage.delete(lockOfOther);
    } finally {
      taken.close();
    }
  }

  /** Deletes a file and all that was put beside it under its name, but for the lock. */
  private void deleteAll(String name) {
    for (Path path : storage.list(directory())) {
      String other = String.valueOf(path.getFileName());
      if (other.startsWith(name) && !other.equals(name + ".lock")) {
        if (storage.isDirectory(path)) {
          deleteFolder(storage, path);
        } else {
          storage.delete(path);
        }
      }
    }
  }

  /** Where the database is put together. */
  Path file() {
    return file;
  }

  /** Deletes what is there, for another attempt. */
  void clear() {
    deleteDatabase(storage, file);
  }

  /** Gives the finished database, which is closed, its name. */
  void publish() {
    refuseTaken();
    deleteFolder(storage, logFolder(file));
    storage.publish(file, target);
    storage.syncDirectory(directory());
  }

  private Path directory() {
    return Objects.requireNonNull(target.getParent(), "a directory has the target");
  }

  /** Deletes what is left of it. */
  @Override
  public void close() {
    try {
      deleteDatabase(storage, file);
      storage.delete(lockFile);
    } finally {
      lock.close();
    }
  }

  static Path logFolder(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  /** Deletes a database that is not open, with its log. */
  static void deleteDatabase(Storage storage, Path file) {
    deleteFolder(storage, logFolder(file));
    storage.delete(file);
  }

  private static void deleteFolder(Storage storage, Path folder) {
    if (storage.isDirectory(folder)) {
      storage.list(folder).forEach(storage::delete);
      storage.delete(folder);
    }
  }
}
