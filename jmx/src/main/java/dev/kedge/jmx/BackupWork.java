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

/**
 * What backup operations do, and what is remembered of it. A backup that can't even be begun has
 * failed as well, unless whoever called it gave it a name that it can't have.
 */
final class BackupWork {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final Database database;
  private final OperationsDirectory directory;
  private final BackupCatalog catalog;
  private final BackupHistory history;
  private final OperationLog operations;
  private final Audit audit;
  private final AtomicInteger running = new AtomicInteger();

  BackupWork(
      Database database,
      OperationsDirectory directory,
      BackupCatalog catalog,
      BackupHistory history,
      OperationLog operations,
      Audit audit) {
    this.database = database;
    this.directory = directory;
    this.catalog = catalog;
    this.history = history;
    this.operations = operations;
    this.audit = audit;
  }

  /** A backup that has its place among the operations, and a file that is not there yet. */
  private record Begun(Path file, RunningOperation operation) {}

  /** Whether a backup is being made. */
  boolean isRunning() {
    return running.get() > 0;
  }

  /** Makes a backup, and returns or throws when it has ended. */
  OperationStatus run(String name, boolean compressed) {
    Begun begun = begin(name);
    return operations.run(begun.operation(), writing(begun.file(), compressed));
  }

  /** Starts a backup, and returns the id of the operation. */
  long start(String name, boolean compressed) {
    Begun begun = begin(name);
    try {
      return operations.start(begun.operation(), writing(begun.file(), compressed));
    } catch (Error e) {
      history.failed(e); // there is no thread for it
      throw e;
    }
  }

  /** Makes a backup that nobody has called for, so that nobody is told but the audit. */
  void runScheduled(String name, boolean compressed) {
    String what = "Backup.backup(" + name + ")";
    try {
      run(name, compressed);
      audit.write(ScheduledBackups.CALLER, what, "done");
    } catch (RuntimeException | Error e) {
      if (e instanceof IllegalArgumentException) {
        history.failed(e); // its name is taken, and nobody has chosen it
      }
      ClientErrors.log(e);
      audit.write(ScheduledBackups.CALLER, what, "failed: " + ClientErrors.line(e));
      throw e;
    }
  }

  private Begun begin(String name) {
    try {
      return new Begun(directory.fresh(name), operations.begin("backup", name));
    } catch (IllegalStateException e) {
      history.failed(e); // there is no directory for it, or no place among the operations
      throw e;
    }
  }

  private OperationLog.Work writing(Path file, boolean compressed) {
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
