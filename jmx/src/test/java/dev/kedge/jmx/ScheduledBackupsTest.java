package dev.kedge.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.Restore;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Backups that are made by themselves, and which of them stay. */
class ScheduledBackupsTest {

  @TempDir private Path directory;
  private final SettableTime clock = new SettableTime("2026-01-01T00:00:00Z");
  private final ScheduledThreadPoolExecutor never = new ScheduledThreadPoolExecutor(0);
  private final ScheduledNames names = new ScheduledNames("app.kv");
  private Database database;
  private BackupCatalog catalog;
  private ScheduledBackups backups;
  private boolean failing;
  private Runnable meanwhile = () -> {};
  private Supplier<Lineage> lineage = () -> Lineage.of(database);

  @BeforeEach
  void open() {
    database = Database.open(directory.resolve("app.kv"));
    catalog = new BackupCatalog(new OperationsDirectory(directory), names);
    backups = newSchedule();
  }

  private ScheduledBackups newSchedule() {
    return new ScheduledBackups(
        clock.time(), names, catalog, lineage, this::make, new Audit("app.kv"), never);
  }

  private void make(String name, boolean compressed) {
    if (failing) {
      throw new IllegalStateException("no room");
    }
    database.put("a".getBytes(UTF_8), name.getBytes(UTF_8));
    database.backup(directory.resolve(name));
    meanwhile.run();
  }

  @AfterEach
  void close() {
    backups.stop();
    never.shutdownNow();
    database.close();
  }

  @ParameterizedTest
  @CsvSource({
    "every 30m, 2026-01-01T00:00:00Z, 2026-01-01T00:30:00Z",
    "every 6h, 2026-01-01T00:00:00Z, 2026-01-01T06:00:00Z",
    "every 1d, 2026-01-01T00:00:00Z, 2026-01-02T00:00:00Z",
    "at 03:00, 2026-01-01T02:59:59Z, 2026-01-01T03:00:00Z",
    "at 03:00, 2026-01-01T03:00:00Z, 2026-01-02T03:00:00Z",
    "'at 03:00 on SUN,WED', 2026-01-01T00:00:00Z, 2026-01-04T03:00:00Z",
    "'at 03:00 on SUN,WED', 2026-01-04T03:00:00Z, 2026-01-07T03:00:00Z",
  })
  void aScheduleSaysWhenTheNextOneIs(String when, Instant after, Instant next) {
    assertEquals(next, BackupSchedule.parse(when, true, 1, 0).rhythm().next(after));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "every",
        "every 0m",
        "every 6x",
        "at 25:00",
        "at 3:00",
        "at 03:00 on FOO",
        "* *"
      })
  void whatIsNoScheduleIsRefused(String when) {
    assertThrows(IllegalArgumentException.class, () -> BackupSchedule.parse(when, true, 1, 0));
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() {
    for (double days : new double[] {-1, Double.NaN, 36_501}) {
      assertThrows(
          IllegalArgumentException.class, () -> BackupSchedule.parse("every 6h", true, 1, days));
    }
    assertThrows(
        IllegalArgumentException.class, () -> BackupSchedule.parse("every 6h", true, 0, 1));
  }

  @Test
  void backupsAreMadeWhenTheyAreDueAndTheNewestAreKept() {
    backups.set(BackupSchedule.parse("every 6h", false, 2, 0));
    for (int hours = 0; hours < 36; hours++) {
      clock.advance(Duration.ofHours(1));
      backups.makeIfDue();
    }
    assertEquals(
        List.of("app.kv-20260102T060000.000Z.kvbak", "app.kv-20260102T120000.000Z.kvbak"), list());
  }

  private List<String> list() {
    return catalog.refresh().stream().map(BackupFile::name).toList();
  }

  @Test
  void backupsAreKeptForATimeWhateverTheirNumberAndOthersAreLeftAlone() {
    database.backup(directory.resolve("mine.kvbak"));
    backups.set(BackupSchedule.parse("every 6h", true, 1, 1));
    for (int hours = 0; hours < 72; hours += 6) {
      clock.advance(Duration.ofHours(6));
      backups.makeIfDue();
    }
    // Those of one day, its beginning included, and the one by hand.
    assertEquals(6, list().size());
    assertTrue(list().contains("mine.kvbak"));
  }

  @Test
  void afterAFailureNothingIsDeletedAndTheNextTimeCounts() {
    backups.set(BackupSchedule.parse("every 6h", true, 1, 0));
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    failing = true;
    clock.advance(Duration.ofHours(6));
    assertThrows(IllegalStateException.class, () -> backups.makeIfDue());
    assertEquals(1, list().size());
    assertEquals(Instant.parse("2026-01-01T18:00:00Z"), backups.due().next());
  }

  @Test
  void aRestartGoesOnWhereItWasAndMakesUpForWhatWasMissed() {
    BackupSchedule schedule = BackupSchedule.parse("every 6h", true, 5, 0);
    backups.set(schedule);
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    backups.stop();
    assertNull(backups.due());
    clock.advance(Duration.ofHours(2));
    backups = newSchedule();
    backups.set(schedule);
    assertEquals(Instant.parse("2026-01-01T12:00:00Z"), backups.due().next());
    backups.stop();
    clock.advance(Duration.ofDays(3));
    backups = newSchedule();
    backups.set(schedule);
    assertEquals(Instant.parse("2026-01-04T08:00:00Z"), backups.due().next());
  }

  /** Makes a backup of another database under a name that the schedule could have given. */
  private void backUpAnother(String name) throws IOException {
    Path other = Files.createTempDirectory(directory, "other");
    try (Database another = Database.open(other.resolve("app.kv"))) {
      another.put("b".getBytes(UTF_8), "1".getBytes(UTF_8));
      another.backup(directory.resolve(name));
    }
  }

  @Test
  void backupsOfAnotherDatabaseOfTheSameNameAreLeftAloneAndDoNotCount() throws IOException {
    backUpAnother("app.kv-20251231T230000.000Z.kvbak");
    BackupSchedule schedule = BackupSchedule.parse("every 6h", false, 1, 0);
    backups.set(schedule);
    assertEquals(Instant.parse("2026-01-01T06:00:00Z"), backups.due().next());
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofHours(6));
      backups.makeIfDue();
    }
    assertEquals(
        Set.of("app.kv-20251231T230000.000Z.kvbak", "app.kv-20260101T120000.000Z.kvbak"),
        Set.copyOf(list()));
  }

  @Test
  void backupsFromBeforeAGenerationBeganAreOfTheSameHistoryAndThoseBesideItAreNot()
      throws IOException {
    database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
    database.backup(directory.resolve("app.kv-20251231T210000.000Z.kvbak"));
    // Only the parent goes on so far, in its own generation.
    Path copy = Files.createDirectory(directory.resolve("copy")).resolve("app.kv");
    Restore.restore(copy, directory.resolve("app.kv-20251231T210000.000Z.kvbak"));
    database.put("a".getBytes(UTF_8), "2".getBytes(UTF_8));
    database.backup(directory.resolve("app.kv-20251231T220000.000Z.kvbak"));
    database.close();
    database = Database.open(copy);
    backups.set(BackupSchedule.parse("every 6h", false, 1, 0));
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    assertEquals(
        Set.of("app.kv-20251231T220000.000Z.kvbak", "app.kv-20260101T060000.000Z.kvbak"),
        Set.copyOf(list()));
  }

  @Test
  void aNameThatIsNoTimeIsNoneOfTheScheduleAndOneOfTheFutureDelaysNothing() throws IOException {
    String none = "app.kv-99999999T999999.999Z.kvbak";
    String february = "app.kv-20250230T000000.000Z.kvbak";
    String future = "app.kv-29990101T000000.000Z.kvbak";
    database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
    for (String name : List.of(none, february, future)) {
      database.backup(directory.resolve(name));
    }
    assertFalse(names.isOne(none));
    assertFalse(names.isOne(february));
    assertTrue(names.isOne(future));
    backups.set(BackupSchedule.parse("every 6h", false, 1, 0));
    assertEquals(Instant.parse("2026-01-01T06:00:00Z"), backups.due().next());
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofHours(6));
      backups.makeIfDue();
    }
    assertEquals(
        Set.of(none, february, future, "app.kv-20260101T120000.000Z.kvbak"), Set.copyOf(list()));
  }

  @Test
  void aClockThatWasAheadIsFollowedBack() {
    backups.set(BackupSchedule.parse("every 6h", false, 5, 0));
    clock.set("2030-01-01T00:00:00Z");
    backups.makeIfDue();
    assertEquals(Instant.parse("2030-01-01T06:00:00Z"), backups.due().next());
    clock.set("2026-01-01T01:00:00Z");
    backups.makeIfDue();
    assertEquals(Instant.parse("2026-01-01T07:00:00Z"), backups.due().next());
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    assertEquals(2, list().size());
  }

  @Test
  void aScheduleThatEndsWhileABackupIsMadeDeletesNothingAndDoesNotComeBack() {
    backups.set(BackupSchedule.parse("every 6h", false, 1, 0));
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    clock.advance(Duration.ofHours(6));
    meanwhile = backups::stop;
    backups.makeIfDue();
    assertEquals(2, list().size());
    assertNull(backups.due());
  }

  @Test
  void aScheduleThatIsChangedWhileABackupIsMadeCountsAtOnce() {
    backups.set(BackupSchedule.parse("every 6h", false, 1, 0));
    clock.advance(Duration.ofHours(6));
    backups.makeIfDue();
    clock.advance(Duration.ofHours(6));
    BackupSchedule other = BackupSchedule.parse("every 8h", false, 2, 0);
    meanwhile = () -> backups.set(other);
    backups.makeIfDue();
    assertEquals(2, list().size());
    assertEquals(other, backups.due().schedule());
  }

  @Test
  void whatCanNotBeReadIsNoReasonToHaveNoSchedule() {
    lineage =
        () -> {
          throw new IllegalStateException("it can't be read");
        };
    backups = newSchedule();
    backups.set(BackupSchedule.parse("every 6h", false, 1, 0));
    assertEquals(Instant.parse("2026-01-01T06:00:00Z"), backups.due().next());
  }

  @Test
  void whatHasFailedIsToldAlsoIfTheClockIsSetBack() {
    BackupHistory history = new BackupHistory(clock.time());
    history.succeeded("a", database.backup(OutputStream.nullOutputStream()));
    clock.set("2020-01-01T00:00:00Z");
    history.failed(new IllegalStateException("no room"));
    assertTrue(history.isFailing());
    clock.set("2010-01-01T00:00:00Z");
    history.succeeded("b", database.backup(OutputStream.nullOutputStream()));
    assertFalse(history.isFailing());
  }

  @Test
  void aDamagedBackupIsListedWithWhatIsWrong() throws IOException {
    Files.writeString(directory.resolve("bad.kvbak"), "nothing of the kind");
    Files.writeString(directory.resolve("1.wal"), "something else");
    assertEquals(List.of("bad.kvbak"), list());
    assertTrue(catalog.known().get(0).problem().startsWith("BackupFormatException"));
  }
}
