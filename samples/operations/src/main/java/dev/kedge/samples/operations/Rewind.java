package dev.kedge.samples.operations;

import dev.kedge.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Opens a database as soon as it is restored, as a read replica, so that log of the archive can be
 * applied to it by mouse. One that was opened before is opened as what it has become.
 */
final class Rewind implements Runnable, AutoCloseable {

  private final Path file;
  private @Nullable Database opened;

  /** Waits for a file of this name. */
  Rewind(Path file) {
    this.file = file;
  }

  @Override
  public synchronized void run() {
    if (opened == null && Files.exists(file)) {
      boolean fresh = !Files.exists(file.resolveSibling(file.getFileName() + "-wal"));
      opened = Database.builder(file).readReplica(fresh).open();
    }
  }

  @Override
  public synchronized void close() {
    if (opened != null) {
      opened.close();
    }
  }
}
