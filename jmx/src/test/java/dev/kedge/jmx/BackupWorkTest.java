package dev.kedge.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that can't even be begun, and those that nobody has called for. */
class BackupWorkTest {

  @TempDir private Path directory;
  private final SettableTime clock = new SettableTime("2026-01-01T00:00:00Z");
  private final Audit audit = new Audit("app.kv");
  private final ScheduledNames names = new ScheduledNames("app.kv");
  private final BackupHistory history = new BackupHistory(clock.time());
  private Path files;
  private Database database;
  private BackupCatalog catalog;
  private OperationLog operations;
  private BackupWork work;

  @BeforeEach
  void open() {
    files = directory.resolve("files");
    database = Database.open(directory.resolve("app.kv"));
    database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
    catalog = new BackupCatalog(new OperationsDirectory(files), names);
    use(Thread::new);
  }

  private void use(ThreadFactory threads) {
    operations = new OperationLog(audit, clock.time(), status -> {}, () -> {}, threads);
    OperationsDirectory place = new OperationsDirectory(files);
    work = new BackupWork(database, place, catalog, history, operations, audit);
  }

  @AfterEach
  void close() {
    operations.close();
    database.close();
  }

  private String failure() {
    assertTrue(history.isFailing());
    return history.failure().why();
  }

  @Test
  void oneThatHasNoDirectoryHasFailedAlsoIfNobodyCalledForIt() throws IOException {
    Files.writeString(files, "in the way");
    assertThrows(IllegalStateException.class, () -> work.runScheduled("a.kvbak", false));
    assertTrue(failure().contains("is no directory"), failure());
    assertThrows(IllegalStateException.class, () -> work.start("a.kvbak", false));
    assertEquals(2, history.failedCount());
  }

  @Test
  void oneThatHasNoPlaceAmongTheOperationsHasFailed() {
    for (int i = 0; i < OperationLog.MOST_RUNNING; i++) {
      operations.begin("check", "");
    }
    assertThrows(IllegalStateException.class, () -> work.runScheduled("a.kvbak", false));
    assertTrue(failure().contains("are running already"), failure());
    assertEquals(1, history.failedCount());
  }

  @Test
  void oneThatHasNoThreadHasFailedAndGivesItsPlaceBack() {
    use(
        task ->
            new Thread(task) {
              @Override
              public synchronized void start() {
                throw new OutOfMemoryError("no threads");
              }
            });
    assertThrows(OutOfMemoryError.class, () -> work.start("a.kvbak", false));
    assertTrue(failure().contains("no threads"), failure());
    assertEquals(0, operations.runningCount());
    assertEquals(1, operations.failedCount());
    assertEquals(OperationStatus.FAILED, operations.list().get(0).state());
  }

  @Test
  void aNameThatSomebodyGotWrongIsNoFailedBackupUnlessItIsTheSchedulesOwn() {
    work.run("a.kvbak", false);
    assertThrows(IllegalArgumentException.class, () -> work.run("../a.kvbak", false));
    assertThrows(IllegalArgumentException.class, () -> work.run("a.kvbak", false));
    assertFalse(history.isFailing());
    assertThrows(IllegalArgumentException.class, () -> work.runScheduled("a.kvbak", false));
    assertTrue(failure().contains("is there already"), failure());
  }

  @Test
  void whatTheScheduleDoesLeavesLinesInTheAudit() throws IOException {
    ScheduledThreadPoolExecutor never = new ScheduledThreadPoolExecutor(0);
    ScheduledBackups schedule =
        new ScheduledBackups(
            clock.time(),
            names,
            catalog,
            () -> Lineage.of(database),
            work::runScheduled,
            audit,
            never);
    try (AuditLines lines = new AuditLines()) {
      schedule.set(BackupSchedule.parse("every 6h", false, 1, 0));
      for (int i = 0; i < 2; i++) {
        clock.advance(Duration.ofHours(6));
        schedule.makeIfDue();
      }
      String first = "app.kv-20260101T060000.000Z.kvbak";
      assertTrue(lines.has("the schedule", "Backup.backup(" + first, "\"done\""), lines + "");
      assertTrue(lines.has("the schedule", "Backup.deleteBackup(" + first, "\"done\""), lines + "");
      assertEquals(
          List.of("app.kv-20260101T120000.000Z.kvbak"),
          catalog.refresh().stream().map(BackupFile::name).toList());
      clock.advance(Duration.ofHours(6));
      Files.writeString(files.resolve("app.kv-20260101T180000.000Z.kvbak"), "in the way");
      assertThrows(IllegalArgumentException.class, schedule::makeIfDue);
      assertTrue(lines.has("the schedule", "T180000", "failed: "), lines + "");
    } finally {
      never.shutdownNow();
    }
  }

  @Test
  void theNameOfABackupThatIsGoneIsNotShown() throws IOException {
    work.run("a.kvbak", false);
    assertTrue(catalog.has("a.kvbak"));
    Files.delete(files.resolve("a.kvbak"));
    catalog.refresh();
    assertFalse(catalog.has("a.kvbak"));
  }
}
