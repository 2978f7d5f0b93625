package dev.kedge;

import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.store.ArchiveFile;
import java.io.IOException;
import java.nio.file.Path;

/** An archive in a directory of the file system. */
final class DirectoryArchive implements WalArchive {

  private final Storage storage;
  private final Path directory;

  DirectoryArchive(Path directory) {
    this(LocalStorage.INSTANCE, directory);
  }

  DirectoryArchive(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory.toAbsolutePath();
  }

  /** Refuses a directory that is the log folder of a database. */
  void requireOutside(Path database) {
    Path absolute = database.toAbsolutePath().normalize();
    Path folder = absolute.resolveSibling(absolute.getFileName() + "-wal");
    if (directory.normalize().startsWith(folder)) {
      throw new IllegalArgumentException(
          "the archive " + directory + " is in the log folder of its database: take another one");
    }
  }

  @Override
  public void store(Range range, Content content) throws IOException {
    ArchiveFile.write(storage, directory, range, content);
  }
}
