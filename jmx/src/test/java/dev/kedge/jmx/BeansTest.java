package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.await;
import static dev.kedge.jmx.Beans.bean;
import static dev.kedge.jmx.Beans.refusal;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.Restore;
import dev.kedge.Snapshot;
import dev.kedge.WalArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.management.ReflectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators do with the beans of a database, as any tool would call them. */
class BeansTest {

  @TempDir private Path directory;
  private Database database;
  private DatabaseMXBean state;
  private BackupMXBean backups;
  private ShippingMXBean shipping;
  private OperationsMXBean operations;
  private Path files;

  @BeforeEach
  void open() {
    database = Database.open(directory.resolve("app.kv"));
    state = bean("app.kv", DatabaseMXBean.class);
    backups = bean("app.kv", BackupMXBean.class);
    shipping = bean("app.kv", ShippingMXBean.class);
    operations = bean("app.kv", OperationsMXBean.class);
    files = directory.resolve("app.kv-backups");
    put("a", "1");
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void put(String key, String value) {
    database.put(key.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  @Test
  void theFiguresAreThoseOfTheDatabase() {
    await("the sample to be renewed", () -> state.getVersion() == 1);
    assertEquals(1, state.getCommitsTotal());
    assertEquals(1, state.getEntries());
    assertEquals("PRIMARY", state.getRole());
    assertEquals(8192, state.getPageSizeBytes());
    assertEquals(database.position().toString(), state.getPosition());
    assertTrue(state.getCommitLatencyP99Seconds() > 0);
    assertFalse(state.isFenced());
    assertTrue(state.getSampleAgeSeconds() >= 0);
  }

  @Test
  void aDatabaseThatIsOpenedUnobservedHasNoBeans() throws IOException {
    Set<String> before = Beans.registered(Beans.SERVER);
    try (Database scratch =
        Database.builder(directory.resolve("scratch.kv")).observed(false).open()) {
      assertEquals(before, Beans.registered(Beans.SERVER), scratch.toString());
    }
  }

  @Test
  void aReaderThatStaysOpenIsSeenWithThePagesKeptForIt() {
    database.checkpoint();
    try (Snapshot reader = database.snapshot()) {
      put("a", "2");
      database.checkpoint();
      await("pages kept for the reader", () -> state.getReaderPages() > 0);
      assertEquals(1, state.getReaders());
      assertEquals(reader.version(), state.getOldestReaderVersion());
      assertEquals(Thread.currentThread().getName(), state.getOldestReaderThread());
    }
    database.checkpoint();
    await("the pages to be free again", () -> state.getReaderPages() == 0);
  }

  @Test
  void aBackupIsMadeVerifiedListedAndDeleted() throws IOException {
    OperationStatus made = backups.backup("first.kvbak");
    assertEquals(OperationStatus.DONE, made.state());
    assertEquals(database.position().toString(), made.result().get("position"));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(files)));
    assertEquals("first.kvbak", backups.getLastSuccessName());
    assertEquals(1, backups.getLastSuccessVersion());
    assertEquals(1, backups.getDoneTotal());
    assertEquals(Files.size(files.resolve("first.kvbak")), backups.getFilesBytes());

    OperationStatus verified = backups.verifyBackup("first.kvbak");
    assertEquals(made.result().get("digest"), verified.result().get("digest"));
    assertEquals(List.of("first.kvbak"), names());

    String unconfirmed = refusal(() -> backups.deleteBackup("first.kvbak", "yes"));
    assertEquals(
        "not confirmed, nothing was done: confirmation must be 'first.kvbak'", unconfirmed);
    backups.deleteBackup("first.kvbak", "first.kvbak");
    assertEquals(List.of(), names());
    assertEquals(0, backups.getFiles());
    assertEquals("", backups.getLastSuccessName(), "it is gone");
    assertEquals(1, backups.getLastSuccessVersion());
  }

  private List<String> names() {
    return backups.listBackups().stream().map(BackupFile::name).toList();
  }

  @Test
  void aBackupIsRestoredBesideTheOthersAndOpens() {
    backups.backup("drill.kvbak");
    assertTrue(refusal(() -> backups.restore("drill.kvbak", "drill.kv", "")).contains("is empty"));
    OperationStatus restored = backups.restore("drill.kvbak", "drill.kv", "drill.kv");
    assertEquals(database.position().toString(), restored.result().get("backup.position"));
    try (Database copy = Database.open(files.resolve("drill.kv"))) {
      assertEquals(database.position(), copy.position());
    }
    assertTrue(
        refusal(() -> backups.restore("drill.kvbak", "drill.kv", "drill.kv"))
            .contains("nothing is overwritten"));
  }

  @Test
  void aStartedBackupTellsHowItEnded() {
    long id = backups.startBackup("later.kvbak.lz4", true);
    await("its end", () -> !operations.operation(id).state().equals(OperationStatus.RUNNING));
    OperationStatus status = operations.operation(id);
    assertEquals(OperationStatus.DONE, status.state(), status.error());
    assertEquals(100, status.percent());
    assertEquals("true", status.result().get("compressed"));
    assertEquals(id, operations.getLatestId());
    assertEquals("backup", operations.getLatestKind());
    assertFalse(operations.cancel(id));
    assertTrue(refusal(() -> operations.cancel(id + 1)).contains("no operation"));
    await("the list of backups", () -> backups.getFiles() == 1);
  }

  @Test
  void aFailedBackupIsToldWhereMonitorsLook() throws IOException {
    Path page = directory.resolve("app.kv");
    database.checkpoint();
    database.close();
    byte[] bytes = Files.readAllBytes(page);
    Arrays.fill(bytes, 2 * 8192, bytes.length, (byte) 7);
    Files.write(page, bytes);
    database = Database.builder(page).open();
    String why = refusal(() -> backups.backup("bad.kvbak"));
    assertTrue(why.startsWith("CorruptionException: "), why);
    assertEquals(why, backups.getLastFailure());
    assertTrue(backups.isFailing());
    assertEquals(1, backups.getFailedTotal());
    assertEquals(0, backups.getLastSuccessTimestampSeconds());
    assertFalse(Files.exists(files.resolve("bad.kvbak")));
    assertEquals(OperationStatus.FAILED, operations.getLatestState());
  }

  @Test
  void logIsShippedToAReplicaAndTheReplicaIsPromoted() throws IOException {
    backups.backup("seed.kvbak");
    backups.restore("seed.kvbak", "replica.kv", "replica.kv");
    shipping.createHold("replica-1", 1, 1 << 20);
    put("b", "2");
    OperationStatus shipped = shipping.shipWalAfter("1.wal", 1);
    assertEquals("1", shipped.result().get("commits"));
    assertEquals(1, shipping.getLagVersionsByReplica().get("replica-1"));
    assertTrue(Double.isNaN(shipping.getLagBytesByReplica().get("replica-1")), "not 0");
    await("the log to be read", () -> shipping.getLagSecondsByReplica().get("replica-1") >= 0);
    assertEquals(0.0, shipping.getLagVersions());

    Path there = files.resolve("replica.kv");
    try (Database replica = Database.builder(there).readReplica(true).open()) {
      ShippingMXBean itsShipping = bean("replica.kv", ShippingMXBean.class);
      assertTrue(Double.isNaN(itsShipping.getLagVersions()), "unknown is not 0");
      assertFalse(itsShipping.isLagKnown());
      Path its = Files.createDirectory(files.resolve("replica.kv-backups"));
      Files.copy(files.resolve("1.wal"), its.resolve("1.wal"));
      assertEquals("1", itsShipping.applyWalUntil("1.wal", 2).result().get("applied"));
      assertTrue(itsShipping.getLastAppliedTimestampSeconds() > 0);
      assertTrue(
          refusal(() -> itsShipping.applyWalUntilTimestamp("1.wal", "yesterday"))
              .contains("write it like"));
      DatabaseMXBean itsState = bean("replica.kv", DatabaseMXBean.class);
      assertFalse(itsState.isPrimary());
      assertTrue(refusal(() -> itsState.promote("app.kv")).contains("'replica.kv'"));
      itsState.promote("replica.kv");
      assertTrue(itsState.isPrimary());
      assertEquals(2, replica.position().version());
    }
    assertTrue(shipping.advanceHold("replica-1", 2));
    assertEquals(0.0, shipping.getLagBytesByReplica().get("replica-1"));
    assertTrue(refusal(() -> shipping.dropHold("replica-1", "x")).contains("not confirmed"));
    shipping.dropHold("replica-1", "replica-1");
    assertEquals(0, shipping.getHoldCount());
  }

  @Test
  void maintenanceTellsWhatItDid() {
    put("b", "2");
    assertEquals("2", state.checkpoint().result().get("version"));
    assertEquals("", state.check().result().get("problems"));
    assertEquals(OperationStatus.DONE, state.compact().state());
    long id = state.startCheck();
    await("its end", () -> operations.operation(id).state().equals(OperationStatus.DONE));
    assertEquals(4, operations.getDoneTotal());
  }

  @Test
  void anArchiveThatFailsIsSeen() {
    database.close();
    database =
        Database.builder(directory.resolve("app.kv"))
            .walArchive(
                (range, content) -> {
                  throw new IOException("no\nroom");
                })
            .open();
    put("b", "2");
    assertTrue(refusal(() -> state.checkpoint()).startsWith("ArchiveException: "));
    await("the sample to be renewed", shipping::isArchiveFailing);
    assertTrue(shipping.getArchiveFailure().contains("no\\u000aroom"), "one line");
    assertEquals(1, shipping.getArchiveFailuresTotal());
    assertEquals(2.0, shipping.getArchiveLagVersions());
  }

  @Test
  void theRecoverableWindowReachesFromTheOldestBackupToTheArchivesEnd() {
    backups.backup("1.kvbak");
    assertEquals(1, backups.getRecoverableFromVersion());
    assertEquals(1, backups.getRecoverableToVersion());
    put("b", "2");
    backups.backup("2.kvbak");
    assertEquals(1, backups.getRecoverableFromVersion());
    assertEquals(2, backups.getRecoverableToVersion());
    assertTrue(
        backups.getRecoverableFromTimestampSeconds() <= backups.getRecoverableToTimestampSeconds());
    database.close();
    database =
        Database.builder(directory.resolve("app.kv"))
            .walArchive(WalArchive.directory(directory.resolve("archive")))
            .open();
    put("c", "3");
    state.checkpoint();
    await("the directory to be read", () -> backups.getFiles() == 2);
    await("the sample to be renewed", () -> backups.getRecoverableToVersion() == 3);
    assertEquals("2.kvbak", backups.getLastSuccessName());
  }

  @Test
  void anotherDatabasesBackupInASharedDirectoryIsNotTakenForOnesOwn() throws IOException {
    backups.backup("mine.kvbak");
    Files.createDirectories(directory.resolve("other.kv-backups"));
    Files.copy(
        files.resolve("mine.kvbak"), directory.resolve("other.kv-backups").resolve("mine.kvbak"));
    try (Database other = Database.open(directory.resolve("other.kv"))) {
      BackupMXBean its = bean("other.kv", BackupMXBean.class);
      await("the directory to be read", () -> its.getFiles() == 1);
      assertEquals(0, its.getLastSuccessTimestampSeconds());
      assertEquals(-1, its.getRecoverableFromVersion());
      assertEquals(0, other.position().version());
    }
  }

  @Test
  void aBackupByTheApplicationCounts() {
    database.backup(directory.resolve("elsewhere.kvbak"));
    assertEquals(1, backups.getDoneTotal());
    assertEquals("", backups.getLastSuccessName());
    assertEquals(1, backups.getLastSuccessVersion());
  }

  @Test
  void whatThePolicyForbidsIsRefusedAndAttributesStay() {
    database.close();
    System.setProperty("kedge.jmx.operations", "safe");
    try {
      database = Database.open(directory.resolve("app.kv"));
      backups.backup("a.kvbak");
      String why = refusal(() -> backups.deleteBackup("a.kvbak", "a.kvbak"));
      assertEquals(
          "deleteBackup is not allowed: kedge.jmx.operations is safe in this process", why);
      assertTrue(refusal(() -> backups.schedule("every 1m", true, 1, 0)).contains("is safe"));
      shipping.createHold("replica-1", 0, 1 << 20);
      assertTrue(refusal(() -> shipping.advanceHold("replica-1", 1)).contains("is safe"));
      database.close();
      System.setProperty("kedge.jmx.operations", "saef");
      database = Database.open(directory.resolve("app.kv"));
      assertTrue(refusal(() -> backups.backup("b.kvbak")).contains("is none"));
      assertEquals("none", operations.getPolicy());
      assertEquals(1, backups.listBackups().size());
    } finally {
      System.clearProperty("kedge.jmx.operations");
    }
  }

  @Test
  void aDatabaseClosedWhileOperationsRunIsUnharmedAndLeavesNothingHalfWritten() {
    for (int i = 0; i < 200; i++) {
      put("key" + i, "x".repeat(50_000));
    }
    backups.startBackup("cut.kvbak.lz4", true);
    state.startCheck();
    state.startCompact();
    database.close();
    await("the operations to end", () -> threadsOf("kedge-jmx-") == 0);
    List<Path> left = new OperationsDirectory(files).files();
    left.forEach(file -> assertEquals("cut.kvbak.lz4", file.getFileName().toString()));
    left.forEach(Restore::verify);
    database = Database.open(directory.resolve("app.kv"));
    assertEquals(List.of(), database.check().problems());
    assertEquals(201, database.stats().entries());
  }

  @Test
  void aCallOfWhatIsNoOperationLeavesALineToo() {
    try (AuditLines lines = new AuditLines()) {
      assertThrows(
          ReflectionException.class,
          () ->
              Beans.SERVER.invoke(
                  Beans.name("app.kv", BackupMXBean.class),
                  "backup",
                  new Object[] {"a", "b"},
                  new String[] {"java.lang.String", "java.lang.String"}));
      assertTrue(lines.has("Backup.backup(a, b)", "no such operation"), lines.toString());
      assertThrows(
          ReflectionException.class,
          () ->
              Beans.SERVER.invoke(
                  Beans.name("app.kv", BackupMXBean.class),
                  "backup",
                  new Object[] {"a"},
                  new String[] {"int"}));
      assertTrue(lines.has("Backup.backup(a)", "failed: "), lines.toString());
    }
  }

  private static long threadsOf(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .count();
  }

  @Test
  void aCompactionDoesNotCallEntriesBytes() {
    OperationStatus compacted = state.compact();
    assertEquals(100, compacted.percent());
    assertEquals(-1, compacted.bytesTotal());
    assertEquals(-1, operations.getLatestTotalBytes());
    assertEquals(-1, operations.getLatestDoneBytes());
  }

  @Test
  void withoutReadersThereIsNoOldestVersion() {
    await("no readers", () -> state.getReaders() == 0);
    assertEquals(-1, state.getOldestReaderVersion());
  }

  @Test
  void promotingAPrimaryIsRefusedAsNothingIsDone() {
    assertEquals(
        "app.kv is a primary already: nothing was done", refusal(() -> state.promote("app.kv")));
    assertEquals(OperationStatus.FAILED, operations.getLatestState());
  }

  @Test
  void theTimeOfTheLastAppliedCommitIsKnownWhoeverAppliesIt() {
    Path seed = directory.resolve("seed.kvbak");
    database.backup(seed);
    Path file = directory.resolve("replica.kv");
    Restore.restore(file, seed);
    put("b", "2");
    Path log = directory.resolve("log");
    database.shipWal(log, 1);
    try (Database replica = Database.builder(file).readReplica(true).open()) {
      ShippingMXBean its = bean("replica.kv", ShippingMXBean.class);
      assertEquals(0, its.getLastAppliedTimestampSeconds());
      replica.applyWal(log);
      double committed = database.view(now -> Time.epochSeconds(now.commitTime()));
      assertEquals(committed, its.getLastAppliedTimestampSeconds());
      DatabaseMXBean itsState = bean("replica.kv", DatabaseMXBean.class);
      itsState.promote("replica.kv");
      assertEquals("PRIMARY", itsState.getRole());
      assertEquals(replica.position().toString(), itsState.getPosition(), "of one instant");
      replica.put("c".getBytes(UTF_8), "3".getBytes(UTF_8));
      assertEquals(committed, its.getLastAppliedTimestampSeconds(), "that one was not applied");
    }
  }

  @Test
  void underNoneWhatChangesNothingIsAllowedAndUnderSafeNoScheduleIsEnded() {
    backups.backup("a.kvbak");
    database.close();
    System.setProperty("kedge.jmx.operations", "none");
    try {
      database = Database.open(directory.resolve("app.kv"));
      assertEquals(OperationStatus.DONE, backups.verifyBackup("a.kvbak").state());
      assertEquals(OperationStatus.DONE, state.check().state());
      assertTrue(refusal(() -> state.checkpoint()).contains("is none"));
      database.close();
      System.setProperty("kedge.jmx.operations", "safe");
      database = Database.open(directory.resolve("app.kv"));
      assertTrue(refusal(backups::unschedule).contains("is safe"));
    } finally {
      System.clearProperty("kedge.jmx.operations");
    }
  }

  @Test
  void whatAnswersFalseIsNotAuditedAsDone() {
    try (AuditLines lines = new AuditLines()) {
      assertFalse(shipping.advanceHold("none", 1));
      assertTrue(lines.has("advanceHold(none, 1)", "nothing was done"), lines.toString());
    }
  }

  @Test
  void aBackupWithoutACommitHasNoCommitTime() {
    try (Database empty = Database.open(directory.resolve("empty.kv"))) {
      BackupMXBean its = bean("empty.kv", BackupMXBean.class);
      its.backup("a.kvbak");
      assertEquals("", its.listBackups().get(0).commitTime());
      assertEquals(0, its.getRecoverableFromTimestampSeconds());
      assertEquals(0, empty.position().version());
    }
  }

  @Test
  void aScheduleThatWasWantedAndIsNotThereIsTold() {
    assertEquals("", backups.getScheduleError());
    database.close();
    System.setProperty("kedge.jmx.backup.schedule", "at noon");
    try {
      database = Database.open(directory.resolve("app.kv"));
      assertTrue(backups.getScheduleError().contains("'at noon' is no schedule"));
      assertFalse(backups.isScheduled());
      backups.schedule("every 6h", true, 1, 0);
      assertEquals("", backups.getScheduleError());
    } finally {
      System.clearProperty("kedge.jmx.backup.schedule");
    }
  }
}
