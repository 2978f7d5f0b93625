package dev.kedge.internal.io;

import dev.kedge.DatabaseLockedException;
import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The one door to the file system: everything Kedge reads or writes in files goes through here, so
 * that tests can put faults and power cuts behind it.
 *
 * <p>Durability, in words: bytes written to a file may be lost by a power cut until {@link
 * StorageFile#force} returns; a created, renamed, published or deleted <em>name</em> may come back
 * or vanish until {@link #syncDirectory} of its directory returns. Every failure is a {@link
 * StorageException} (a full disk its subclass {@link dev.kedge.StorageFullException}) that names
 * the file. No method reacts to an interrupt of the calling thread, and none clears it.
 *
 * <p>All methods may be called from any thread.
 */
public interface Storage {

  /** How {@link #open} treats the file. */
  enum OpenMode {
    /** An existing file, for reading only. */
    READ,
    /** An existing file, for reading and writing. */
    WRITE,
    /** A new file, for reading and writing; readable and writable by its owner only. */
    CREATE
  }

  /**
   * Opens a file.
   *
   * @throws TargetExistsException if the mode is {@link OpenMode#CREATE} and the name is taken
   * @throws StorageException if it can't be opened, with a {@link
   *     java.nio.file.NoSuchFileException} as its cause if it does not exist
   */
  StorageFile open(Path file, OpenMode mode);

  /**
   * Creates a large file that is written from its start to its end and not read soon: where the
   * system has a way to, past its page cache.
   *
   * @return a file whose writes follow each other; it can't be cut or mapped
   * @throws TargetExistsException if the name is taken
   * @throws StorageException if it can't be created
   */
  default StorageFile createSequential(Path file) {
    return open(file, OpenMode.CREATE);
  }

  /** Whether a file or directory of this name exists, or a link, even to nothing. */
  boolean exists(Path path);

  /**
   * The length of a file that exists, in bytes.
   *
   * @throws StorageException with a {@link java.nio.file.NoSuchFileException} as its cause if it
   *     does not exist
   */
  default long size(Path file) {
    try (StorageFile open = open(file, OpenMode.READ)) {
      return open.size();
    }
  }

  /** Whether a directory of this name exists. */
  boolean isDirectory(Path path);

  /**
   * The entries of a directory in the order of their names; empty if there is no such directory.
   */
  List<Path> list(Path directory);

  /**
   * Creates a directory for its owner only, or does nothing if it exists. Its parent must exist.
   */
  void createDirectory(Path directory);

  /** Deletes a file or an empty directory, or does nothing if there is none. */
  void delete(Path path);

  /**
   * Renames a file within its directory, atomically, replacing the file that has the name. Open
   * files go on with it.
   */
  void rename(Path from, Path to);

  /**
   * Gives a finished file its name, atomically and without ever replacing another. Afterwards
   * {@code temporary} is gone; after a power cut the file may have both names. On a file system
   * without hard links an end of the process in the middle may leave an empty target.
   *
   * @throws TargetExistsException if the name is taken; {@code temporary} is then left as it was
   */
  void publish(Path temporary, Path target);

  /** Makes the names in a directory durable, but not its own name in its parent. */
  void syncDirectory(Path directory);

  /** Whether files can be created in this directory. */
  boolean isWritable(Path directory);

  /** About how many bytes the device of a file has room for; the largest number if none says. */
  default long usableBytes(Path file) {
    return Long.MAX_VALUE;
  }

  /** The path without links and relative parts, of a file that exists. */
  Path realPath(Path path);

  /**
   * Takes the exclusive lock on a lock file, creating it if needed, and records this process, host
   * and the time in it. Nothing else may open or delete that file: a process that closes any other
   * handle of it loses its lock. Does not wait for another holder.
   *
   * @throws DatabaseLockedException if this or another process holds it; it names the holder
   */
  StorageLock lock(Path lockFile);

  /**
   * Locks a file itself, by whatever name it is known: one writer, or any number of readers. Writes
   * nothing, and does not wait. A shared lock is given also where the file system has no locks.
   *
   * @param shared whether it is only read
   * @throws DatabaseLockedException if this or another process has it in another way
   */
  StorageLock lockContent(Path file, boolean shared);

  /** How many bytes of files the system is likely to keep in memory. */
  default long cacheBytes() {
    return Long.MAX_VALUE;
  }

  /** Who has a lock file locked, as far as it tells; empty if nobody or an ended process. */
  Optional<LockHolder> lockHolder(Path lockFile);

  /** A lock held until it is closed, or the process ends. */
  interface StorageLock extends AutoCloseable {
    @Override
    void close();
  }
}
