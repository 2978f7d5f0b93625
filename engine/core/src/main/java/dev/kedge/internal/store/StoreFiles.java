package dev.kedge.internal.store;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the files of a database are, and the lock on them.
 *
 * @param storage what they are read and written through
 * @param database the page file
 * @param logDirectory the folder beside it
 * @param lock held while the database is open; null if it is only read
 */
record StoreFiles(Storage storage, Path database, Path logDirectory, @Nullable StorageLock lock) {

  /** The folder beside a database file that holds its log. */
  static Path logDirectory(Path database) {
    return database.resolveSibling(database.getFileName() + "-wal");
  }

  /** The directory that the database is in. */
  Path directory() {
    Path parent = database.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file: " + database);
    }
    return parent;
  }

  void unlock() {
    StorageLock held = lock;
    if (held != null) {
      held.close();
    }
  }
}
