package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.DatabaseFencedException;
import dev.kedge.Outcome;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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

  private @Nullable Engine engine;
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
    Duration closeDelay =
        new SettingRanges(settings).time(KedgeProperty.CLOSE_DELAY, "0s", "36500d");
    lock.lock();
    try {
      if (retired) {
        return null;
      }
      Engine shared = engine;
      List<String> warnings = new ArrayList<>();
      if (shared == null) {
        shared = open(settings);
        if (shared.restored() != null) {
          warnings.add(shared.restored());
        }
      } else {
        checkSame(settings, shared.database());
      }
      warnings.addAll(shared.replicas().warnings());
      leases++;
      stopClosing();
      return new Lease(
          shared.database(),
          shared.replicas(),
          operations,
          settings,
          warnings,
          () -> release(closeDelay));
    } finally {
      if (engine == null) {
        retire();
      }
      lock.unlock();
    }
  }

  private Engine open(Settings settings) throws SQLException {
    Engine opened = Engine.open(path, settings);
    engine = opened;
    openedWith = settings;
    return opened;
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
    List<KedgeProperty> different = EngineSettings.differences(shared, openedWith, settings);
    if (!different.isEmpty()) {
      throw SqlState.CONNECTION_REFUSED.error(
          path
              + " is open in this JVM with other settings: make these the same, "
              + different.stream()
                  .map(property -> openedAs(property, shared))
                  .collect(Collectors.joining(", ")));
    }
  }

  private String openedAs(KedgeProperty property, Database shared) {
    String value = EngineSettings.inForce(property, shared, openedWith);
    return value.isEmpty() ? "no " + property.key() : property.key() + "=" + value;
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
    Engine shared = engine;
    engine = null;
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
