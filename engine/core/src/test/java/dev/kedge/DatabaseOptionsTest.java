package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.function.Executable;

class DatabaseOptionsTest {

  private static final long MIB = 1 << 20;

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** A setting, with values at the ends of its range and just outside. */
  private record Setting(
      String name,
      List<UnaryOperator<DatabaseBuilder>> good,
      List<UnaryOperator<DatabaseBuilder>> bad) {}

  private static List<Setting> settings() {
    long heap = Runtime.getRuntime().maxMemory() / 4 * 3;
    return List.of(
        new Setting(
            "pageSize",
            List.of(b -> b.pageSize(4096), b -> b.pageSize(65536)),
            List.of(
                b -> b.pageSize(2048),
                b -> b.pageSize(131072),
                b -> b.pageSize(8191),
                b -> b.pageSize(12288),
                b -> b.pageSize(0),
                b -> b.pageSize(-8192))),
        new Setting(
            "normalSyncInterval",
            List.of(
                b -> b.normalSyncInterval(Duration.ofMillis(1)),
                b -> b.normalSyncInterval(Duration.ofMinutes(1))),
            List.of(
                b -> b.normalSyncInterval(Duration.ZERO),
                b -> b.normalSyncInterval(Duration.ofMillis(60_001)))),
        new Setting(
            "dirtyBytes",
            List.of(b -> b.dirtyBytes(MIB), b -> b.dirtyBytes(heap)),
            List.of(b -> b.dirtyBytes(MIB - 1), b -> b.dirtyBytes(heap + 1))),
        new Setting(
            "checkpointLogBytes",
            List.of(b -> b.checkpointLogBytes(1 << 16), b -> b.checkpointLogBytes(64L << 30)),
            List.of(
                b -> b.checkpointLogBytes((1 << 16) - 1),
                b -> b.checkpointLogBytes((64L << 30) + 1))),
        new Setting(
            "checkpointInterval",
            List.of(
                b -> b.checkpointInterval(Duration.ofSeconds(1)),
                b -> b.checkpointInterval(Duration.ofDays(1))),
            List.of(
                b -> b.checkpointInterval(Duration.ofMillis(999)),
                b -> b.checkpointInterval(Duration.ofDays(1).plusNanos(1)))),
        new Setting(
            "archiveTimeout",
            List.of(
                b -> b.archiveTimeout(Duration.ofMillis(1)),
                b -> b.archiveTimeout(Duration.ofDays(1))),
            List.of(
                b -> b.archiveTimeout(Duration.ZERO), b -> b.archiveTimeout(Duration.ofDays(2)))),
        new Setting(
            "archiveLimit",
            List.of(
                b -> b.archiveLimit(MIB, OverflowPolicy.DROP),
                b -> b.archiveLimit(1L << 60, OverflowPolicy.BLOCK)),
            List.of(
                b -> b.archiveLimit(MIB - 1, OverflowPolicy.DROP),
                b -> b.archiveLimit((1L << 60) + 1, OverflowPolicy.BLOCK))),
        new Setting(
            "closeTimeout",
            List.of(b -> b.closeTimeout(Duration.ZERO), b -> b.closeTimeout(Duration.ofHours(1))),
            List.of(
                b -> b.closeTimeout(Duration.ofMillis(-1)),
                b -> b.closeTimeout(Duration.ofMinutes(61)))),
        new Setting(
            "logRetentionBytes",
            List.of(b -> b.logRetentionBytes(0), b -> b.logRetentionBytes(1L << 60)),
            List.of(b -> b.logRetentionBytes(-1), b -> b.logRetentionBytes((1L << 60) + 1))),
        new Setting(
            "logRetentionTime",
            List.of(
                b -> b.logRetentionTime(Duration.ZERO),
                b -> b.logRetentionTime(Duration.ofDays(3650))),
            List.of(
                b -> b.logRetentionTime(Duration.ofNanos(-1)),
                b -> b.logRetentionTime(Duration.ofDays(3651)))),
        new Setting(
            "logSegmentBytes",
            List.of(b -> b.logSegmentBytes(1 << 16), b -> b.logSegmentBytes(64 * MIB)),
            List.of(b -> b.logSegmentBytes((1 << 16) - 1), b -> b.logSegmentBytes(64 * MIB + 1))),
        new Setting(
            "maxKeyBytes",
            List.of(
                b -> b.maxKeyBytes(1),
                b -> b.maxKeyBytes(1984),
                b -> b.pageSize(4096).maxKeyBytes(960)),
            List.of(
                b -> b.maxKeyBytes(-1),
                b -> b.maxKeyBytes(1985),
                b -> b.pageSize(4096).maxKeyBytes(961))),
        new Setting(
            "maxValueBytes",
            List.of(b -> b.maxValueBytes(0), b -> b.maxValueBytes(1 << 30)),
            List.of(b -> b.maxValueBytes(-1), b -> b.maxValueBytes((1 << 30) + 1))),
        new Setting(
            "maxTransactionBytes",
            List.of(b -> b.maxTransactionBytes(1 << 16), b -> b.maxTransactionBytes(1 << 30)),
            List.of(
                b -> b.maxTransactionBytes((1 << 16) - 1),
                b -> b.maxTransactionBytes((1L << 30) + 1))));
  }

  @TestFactory
  List<DynamicTest> everySettingIsRefusedOutsideItsRangeByName() {
    return settings().stream()
        .map(setting -> DynamicTest.dynamicTest(setting.name, () -> check(setting)))
        .toList();
  }

  private void check(Setting setting) {
    for (UnaryOperator<DatabaseBuilder> good : setting.good) {
      good.apply(Database.builder(Databases.path("x"))).build();
    }
    for (UnaryOperator<DatabaseBuilder> bad : setting.bad) {
      IllegalArgumentException refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> bad.apply(Database.builder(Databases.path("x"))).build());
      assertTrue(refused.getMessage().contains(setting.name), refused.getMessage());
      assertThrows(IllegalArgumentException.class, () -> bad.apply(databases.sim("never")).open());
    }
    assertFalse(databases.disk().exists(Databases.path("never")));
    assertFalse(databases.disk().exists(Databases.logFolder(Databases.path("never"))));
  }

  @Test
  void readOnlyContradictsWhatWouldWrite() {
    DatabaseBuilder builder = databases.sim("x").readOnly(true);
    assertThrows(IllegalArgumentException.class, () -> builder.readReplica(true).build());
    builder.readReplica(false).walArchive((range, content) -> {});
    assertThrows(IllegalArgumentException.class, builder::open);
  }

  @Test
  void theDefaultsAreThoseThatAreDocumented() {
    DatabaseOptions options = Database.builder(Databases.path("x")).build();
    assertEquals(8192, options.pageSize());
    assertEquals(Durability.FULL, options.durability());
    assertEquals(Duration.ofMillis(100), options.normalSyncInterval());
    assertEquals(64 * MIB, options.checkpointLogBytes());
    assertEquals(Duration.ofMinutes(5), options.checkpointInterval());
    assertFalse(options.readOnly() || options.readReplica());
    assertEquals(Duration.ofMinutes(1), options.archiveTimeout());
    assertEquals(4L << 30, options.archiveLimitBytes());
    assertEquals(OverflowPolicy.BLOCK, options.archiveOverflow());
    assertEquals(Duration.ofSeconds(10), options.closeTimeout());
    assertEquals(16 * MIB, options.logRetentionBytes());
    assertEquals(Duration.ZERO, options.logRetentionTime());
    assertEquals(MIB, options.logSegmentBytes());
    assertEquals(1024, options.maxKeyBytes());
    assertEquals(64 * MIB, options.maxValueBytes());
    assertEquals(256 * MIB, options.maxTransactionBytes());
    assertEquals(960, Database.builder(Databases.path("x")).pageSize(4096).build().maxKeyBytes());
  }

  @Test
  void aDatabaseShowsTheSettingsItWasOpenedWith() {
    Database database = databases.open(databases.sim("a.kv").maxValueBytes(77));
    assertEquals(77, database.options().maxValueBytes());
  }

  @Test
  void aPageSizeThatIsNoPowerOfTwoIsToldSo() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> databases.sim("a.kv").pageSize(5000).build());
    assertTrue(String.valueOf(e.getMessage()).contains("power of two"), e.getMessage());
  }

  @Test
  void aMissingSettingIsRefusedByItsName() {
    DatabaseBuilder builder = databases.sim("a.kv");
    List<Executable> missing =
        List.of(
            () -> builder.durability(null),
            () -> builder.listener(null),
            () -> builder.clock(null));
    List<String> names = List.of("durability", "listener", "clock");
    for (int i = 0; i < names.size(); i++) {
      NullPointerException e = assertThrows(NullPointerException.class, missing.get(i));
      assertEquals(names.get(i), e.getMessage());
    }
  }

  @Test
  void anArchiveInItsOwnLogFolderIsRefused() {
    Path folder = Databases.logFolder(Databases.path("a.kv"));
    DatabaseBuilder builder = databases.sim("a.kv").walArchive(WalArchive.directory(folder));
    assertThrows(IllegalArgumentException.class, builder::open);
  }

  @Test
  void commitTimesGoBackBeforeTheEpochButNotBeyondAllTime() {
    Instant[] now = {Instant.parse("1900-01-01T00:00:00Z")};
    Database database = databases.open(databases.sim("a.kv").clock(() -> now[0]));
    assertEquals(now[0], Databases.put(database, "a", "1").time());
    now[0] = Instant.MAX;
    assertThrows(KedgeException.class, () -> Databases.put(database, "b", "2"));
    now[0] = Instant.parse("2000-01-01T00:00:00Z");
    assertEquals(2, Databases.put(database, "c", "3").version());
  }
}
