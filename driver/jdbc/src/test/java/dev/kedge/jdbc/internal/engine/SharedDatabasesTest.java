package dev.kedge.jdbc.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaState;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the engine of a path is closed; a timer of the test's own says when it is time. */
class SharedDatabasesTest {

  @TempDir Path directory;

  private final ManualTimer timer = new ManualTimer();
  private final SharedDatabases shared = new SharedDatabases(timer);

  /** What is due later, and how much later. */
  private record Due(Duration delay, Runnable task, Future<?> future) {}

  private static final class ManualTimer extends DelayedClose {
    private final List<Due> due = new ArrayList<>();

    @Override
    Future<?> after(Duration delay, Runnable task) {
      due.add(new Due(delay, task, new CompletableFuture<>()));
      return due.get(due.size() - 1).future();
    }
  }

  private Lease lease(String query) throws SQLException {
    String url = ConnectionUrl.PREFIX + directory.resolve("app.kv") + "?" + query;
    return shared.lease(ConnectionUrl.parse(url, new Properties()));
  }

  private void assertClosed() {
    Database.open(directory.resolve("app.kv")).close();
  }

  private void assertOpen() {
    assertThrows(
        DatabaseLockedException.class, () -> Database.open(directory.resolve("app.kv")).close());
  }

  @Test
  void theEngineIsClosedAfterTheDelayOfTheLastConnection() throws SQLException {
    Lease first = lease("closeDelay=1h");
    Lease last = lease("closeDelay=5min");
    first.close();
    assertEquals(List.of(), timer.due);
    last.close();
    assertEquals(Duration.ofMinutes(5), timer.due.get(0).delay());
    assertOpen();
    timer.due.get(0).task().run();
    assertClosed();
  }

  @Test
  void whoConnectsWithinTheDelayFindsTheEngineAndCallsTheClosingOff() throws SQLException {
    Lease first = lease("closeDelay=5min");
    first.close();
    Lease second = lease("closeDelay=5min");
    assertSame(first.database(), second.database());
    assertTrue(timer.due.get(0).future().isCancelled());
    // It may have been about to run all the same.
    timer.due.get(0).task().run();
    assertOpen();
    second.close();
    timer.due.get(1).task().run();
    assertClosed();
  }

  @Test
  void aLateTimerDoesNotCloseTheNextEngine() throws SQLException {
    Lease first = lease("closeDelay=5min");
    first.close();
    lease("closeDelay=0s").close();
    assertClosed();
    try (Lease next = lease("closeDelay=5min")) {
      assertNotSame(first.database(), next.database());
      timer.due.get(0).task().run();
      assertOpen();
    }
    timer.due.get(1).task().run();
    assertClosed();
  }

  @Test
  void replicasRunUntilTheEngineIsClosed() throws SQLException {
    Lease lease = lease("closeDelay=5min&replicate=file://" + directory.resolve("there"));
    Replica replica = lease.replicas().find("main");
    replica.sync();
    lease.close();
    assertEquals(ReplicaState.RUNNING, replica.state());
    timer.due.get(0).task().run();
    assertEquals(ReplicaState.STOPPED, replica.state());
    assertClosed();
  }
}
