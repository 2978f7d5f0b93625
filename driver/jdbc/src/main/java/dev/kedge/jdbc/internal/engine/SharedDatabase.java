package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.DatabaseFencedException;
import dev.kedge.Outcome;
import dev.kedge.Restore;
import dev.kedge.RestoreResult;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The engine of one path: opened by the first lease, closed some time after the last. */
final class SharedDatabase {

  private final Path path;
  private final BiConsumer<Path, SharedDatabase> onRetired;
  private final DelayedClose delayedClose;
  private final Operations operations = new Operations();

  /** Held while the database is opened or closed: whoever comes meanwhile waits for the outcome. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable Database database;
  private Settings openedWith = Settings.none();
  private @Nullable Future<?> closing;
  private int leases;
  private boolean retired;

  SharedDatabase(Path path, BiConsumer<Path, SharedDatabase> onRetired, DelayedClose delayedClose) {
    this.path = path;
    this.onRetired = onRetired;
    this.delayedClose = delayedClose;
  }

  /**
   * Another lease.
   *
   * @return null if this one has been closed for good: take a new one
   */
  @Nullable Lease lease(Settings settings) throws SQLException {
    Duration closeDelay = settings.duration(KedgeProperty.CLOSE_DELAY);
    lock.lock();
    try {
      if (retired) {
        return null;
      }
      String warning = null;
      Database shared = database;
      if (shared == null) {
        warning = restoreIfMissing(settings);
        shared = open(settings);
      } else {
        checkSame(settings, shared);
      }
      leases++;
      stopClosing();
      return new Lease(shared, operations, settings, warning, () -> release(closeDelay));
    } finally {
      if (database == null) {
        retire();
      }
      lock.unlock();
    }
  }

  private Database open(Settings settings) throws SQLException {
    Database opened = EngineSettings.builder(path, settings).open();
    database = opened;
    openedWith = settings;
    return opened;
  }

  /**
   * Restores the database if there is nothing of it at all.
   *
   * @return what to tell the user, or null if nothing was done
   */
  private @Nullable String restoreIfMissing(Settings settings) {
    Path folder = path.resolveSibling(path.getFileName() + "-wal");
    if (!settings.has(KedgeProperty.RESTORE_FROM)
        || Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    Path backup = Path.of(settings.text(KedgeProperty.RESTORE_FROM));
    RestoreResult result = Restore.restore(path, backup);
    return path
        + " was missing and has been restored from "
        + backup
        + " at version "
        + result.backup().position().version();
  }

  private void checkSame(Settings settings, Database shared) throws SQLException {
    if (shared.stats().fenced()) {
      throw new DatabaseFencedException(
          path + " takes no writes until all its connections are closed and it is opened again",
          Outcome.NOT_COMMITTED,
          null);
    }
    boolean wantsToWrite = !settings.flag(KedgeProperty.READ_ONLY);
    if (shared.options().readOnly() && wantsToWrite) {
      throw SqlState.CONNECTION_REFUSED.error(
          path + " is open read-only in this JVM: close those connections first, or set readOnly");
    }
    List<KedgeProperty> different = EngineSettings.differences(openedWith, settings);
    if (!different.isEmpty()) {
      throw SqlState.CONNECTION_REFUSED.error(
          path
              + " is open in this JVM with other settings: make these the same, "
              + different.stream().map(this::openedAs).collect(Collectors.joining(", ")));
    }
  }

  private String openedAs(KedgeProperty property) {
    return property.key() + "=" + openedWith.text(property);
  }

  private void release(Duration closeDelay) {
    lock.lock();
    try {
      leases--;
      if (leases > 0) {
        return;
      }
      if (closeDelay.isZero()) {
        close();
      } else {
        closing = delayedClose.after(closeDelay, this::closeIfUnused);
      }
    } finally {
      lock.unlock();
    }
  }

  private void closeIfUnused() {
    lock.lock();
    try {
      if (leases == 0 && !retired) {
        close();
      }
    } finally {
      lock.unlock();
    }
  }

  private void stopClosing() {
    if (closing != null) {
      closing.cancel(false);
      closing = null;
    }
  }

  private void close() {
    Database shared = database;
    database = null;
    try {
      if (shared != null) {
        shared.close();
      }
    } finally {
      retire();
    }
  }

  private void retire() {
    retired = true;
    onRetired.accept(path, this);
  }
}
