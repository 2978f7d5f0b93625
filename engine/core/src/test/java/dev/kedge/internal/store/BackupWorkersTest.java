package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackupWorkersTest {

  @AfterEach
  void noThreadIsLeft() {
    Thread.interrupted();
    assertEquals(List.of(), BackupFixture.threads());
  }

  @Test
  void aResultIsWaitedForWhateverInterruptsCome() {
    try (BackupWorkers workers = new BackupWorkers(1, "backup")) {
      Thread.currentThread().interrupt();
      assertEquals(7, BackupWorkers.await(workers.submit(() -> 7)));
      assertTrue(Thread.currentThread().isInterrupted());
    }
    assertTrue(Thread.currentThread().isInterrupted());
  }

  @Test
  void whatATaskThrowsIsThrown() {
    IllegalStateException unchecked = new IllegalStateException("closed");
    AssertionError error = new AssertionError("a bug");
    IOException checked = new IOException("not declared");
    try (BackupWorkers workers = new BackupWorkers(2, "backup")) {
      assertSame(unchecked, failure(workers, unchecked));
      assertSame(error, failure(workers, error));
      assertSame(checked, failure(workers, checked).getCause());
    }
  }

  private static Throwable failure(BackupWorkers workers, Throwable failure) {
    Callable<Object> failing =
        () -> {
          if (failure instanceof Error error) {
            throw error;
          }
          throw (Exception) failure;
        };
    Future<Object> inner = workers.submit(failing);
    Future<Object> outer = workers.submit(inner::get);
    Throwable direct = assertThrows(Throwable.class, () -> BackupWorkers.await(inner));
    Throwable nested = assertThrows(Throwable.class, () -> BackupWorkers.await(outer));
    if (!(failure instanceof IOException)) {
      assertSame(direct, nested);
    }
    return direct;
  }

  @Test
  void closingGivesUpWhatHasNotBegunAndWaitsForTheRest() {
    AtomicInteger done = new AtomicInteger();
    AtomicReference<@Nullable Future<?>> waiting = new AtomicReference<>();
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          try (BackupWorkers workers = new BackupWorkers(1, "backup")) {
            CountDownLatch begun = new CountDownLatch(1);
            Callable<Integer> running =
                () -> {
                  begun.countDown();
                  while (!isCancelled(waiting.get())) {
                    Thread.onSpinWait();
                  }
                  return done.incrementAndGet();
                };
            Future<Integer> first = workers.submit(running);
            begun.await();
            waiting.set(workers.submit(done::incrementAndGet));
            assertFalse(first.isDone());
          }
        });
    assertEquals(1, done.get());
  }

  private static boolean isCancelled(@Nullable Future<?> task) {
    return task != null && task.isCancelled();
  }

  /** A worker may be on its way to the next task when closing takes that away. */
  @Test
  void closingEndsBusyWorkersHoweverItMeetsThem() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          for (int i = 0; i < 3000; i++) {
            try (BackupWorkers workers = new BackupWorkers(1 + i % 2, "backup")) {
              Future<Integer> first = workers.submit(() -> 1);
              for (int task = 0; task < 50; task++) {
                workers.submit(() -> 2);
              }
              BackupWorkers.await(first);
            }
          }
        });
  }
}
