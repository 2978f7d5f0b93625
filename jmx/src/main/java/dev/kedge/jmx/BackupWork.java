package dev.kedge.jmx;

import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.Database;
import dev.kedge.OperationCancelledException;
import dev.kedge.Restore;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** What backup operations do, and what is remembered of it. */
final class BackupWork {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final Database database;
  private final BackupCatalog catalog;
  private final BackupHistory history;
  private final AtomicInteger running = new AtomicInteger();

  BackupWork(Database database, BackupCatalog catalog, BackupHistory history) {
    this.database = database;
    this.catalog = catalog;
    this.history = history;
  }

  /** Whether a backup is being made. */
  boolean isRunning() {
    return running.get() > 0;
  }

  /** Writes a backup to a file that is not there. */
  OperationLog.Work backup(Path file, boolean compressed) {
    return progress -> {
      running.incrementAndGet();
      try {
        BackupResult result = database.backup(file, new BackupOptions(compressed, progress));
        history.succeeded(file.getFileName().toString(), result);
        refresh();
        return result;
      } catch (OperationCancelledException e) {
        throw e;
      } catch (RuntimeException | Error e) {
        history.failed(e);
        throw e;
      } finally {
        running.decrementAndGet();
      }
    };
  }

  /** The backup is there, whatever else in the directory can't be read. */
  private void refresh() {
    try {
      catalog.refresh();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the operations directory can't be read", e);
    }
  }

  /** Verifies a backup. */
  OperationLog.Work verify(Path file) {
    return progress -> Restore.verify(file, progress);
  }

  /** Restores a backup to a database that is not there. */
  OperationLog.Work restore(Path file, Path target) {
    return progress -> Restore.restore(target, file, progress);
  }
}
