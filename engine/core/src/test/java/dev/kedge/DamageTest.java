package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every kind of file, damaged in every way: what is read is right, or a typed error names the file
 * and the place. Only what a crash left unproven at the end of the log may be cut, and that is
 * told.
 */
class DamageTest {

  private static final int PAGE = 4096;
  private static final int SAMPLES = 1500;
  private static final Path FILE = Databases.path("app.kv");
  private static final Path LOG = Databases.logFolder(FILE);
  private static final Path SEGMENT = LOG.resolve("0000000000000001.wal");
  private static final Path ARCHIVE = Databases.path("archive");

  /** Opens or reads a damaged file; throws, or fails if it reads anything wrong. */
  private interface Reading {
    void read(byte[] damaged);
  }

  /** A kind of file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kind(byte[] sound, Reading reading) {}

  private final Map<Long, Map<String, String>> states = new HashMap<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private SimStorage closed;
  private SimStorage killed;
  private byte[] seed;
  private long refused;
  private long harmless;
  private long cut;

  private static DatabaseBuilder builder(SimStorage disk) {
    return Database.builder(FILE)
        .storage(disk)
        .background(false)
        .pageSize(PAGE)
        .logSegmentBytes(64 << 10);
  }

  /** A database of a few pages, which was closed or killed, and what it gave. */
  private void create() {
    SimStorage disk = new SimStorage();
    disk.createDirectory(ARCHIVE);
    try (Database database = builder(disk).walArchive(new DirectoryArchive(disk, ARCHIVE)).open()) {
      seed = Databases.backup(database);
      states.put(0L, Map.of());
      for (int i = 0; i < 40; i++) {
        database.put(Databases.bytes("key%03d".formatted(i * 7 % 50)), new byte[i * 37 % 300]);
        states.put(database.position().version(), Databases.content(database));
      }
      database.put(Databases.bytes("large"), new byte[6000]);
      states.put(database.position().version(), Databases.content(database));
      database.checkpoint();
      for (int i = 0; i < 5; i++) {
        Databases.put(database, "late" + i, "value" + i);
        states.put(database.position().version(), Databases.content(database));
      }
      killed = disk.kill();
      byte[] shipped = Databases.ship(database, 0);
      byte[] backup = Databases.backup(database);
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      database.backup(compressed, BackupOptions.COMPRESSED);
      kinds.put("shipped log", new Kind(shipped, this::apply));
      kinds.put("backup", new Kind(backup, this::restore));
      kinds.put("compressed backup", new Kind(compressed.toByteArray(), this::restore));
      Path range = disk.list(ARCHIVE).get(0);
      kinds.put("archive", new Kind(disk.readFile(range), bytes -> applyArchive(range, bytes)));
    }
    closed = disk;
    kinds.put("database", in(closed, FILE));
    kinds.put("database with required log", in(killed, FILE));
    kinds.put("log", in(killed, SEGMENT));
    kinds.put("history", in(closed, SEGMENT));
    kinds.put("state", in(killed, LOG.resolve("state")));
  }

  private Kind in(SimStorage disk, Path file) {
    boolean mayTear = disk == killed && file.equals(SEGMENT);
    return new Kind(disk.readFile(file), bytes -> open(disk.kill(), file, bytes, mayTear));
  }

  private void open(SimStorage disk, Path file, byte[] damaged, boolean mayTear) {
    disk.putFile(file, damaged);
    Events events = new Events();
    long last = states.size() - 1L;
    try (Database database = builder(disk).listener(events).open()) {
      long version = database.position().version();
      assertEquals(states.get(version), Databases.content(database));
      if (version < last) {
        assertTrue(mayTear, "it ends at version " + version);
        assertTorn(version, damaged, events);
        cut++;
      }
      readLog(database);
    }
  }

  /** Each commit that is missing is damaged itself: nothing behind it could prove it. */
  private void assertTorn(long version, byte[] damaged, Events events) {
    byte[] sound = kinds.get("log").sound;
    ByteBuffer log = ByteBuffer.wrap(sound);
    int firstLost = 0;
    for (int at = 4096, next; log.getInt(at + 4) > 0; at = next) {
      next = at + 72 + log.getInt(at + 4) + 7 & -8;
      if (log.getLong(at + 24) > version) {
        firstLost = firstLost == 0 ? at : firstLost;
        assertFalse(
            Arrays.equals(sound, at, next, damaged, at, next), "version " + log.getLong(at + 24));
      }
    }
    boolean told = events.all.stream().anyMatch(event -> event.startsWith("torn"));
    boolean remains = false;
    for (int i = firstLost; i < damaged.length; i++) {
      remains |= damaged[i] != 0;
    }
    assertEquals(remains, told, "what was cut off is told");
  }

  private static void readLog(Database database) {
    try (LogReader log = database.readLog(database.stats().logFirstVersion())) {
      while (log.next() != null) {
        // To its end.
      }
    }
  }

  private void restore(byte[] damaged) {
    SimStorage disk = new SimStorage();
    try {
      ByteArrayInputStream in = new ByteArrayInputStream(damaged);
      Restore.restore(disk, FILE, in, ProgressListener.NONE);
    } catch (KedgeException e) {
      assertTrue(disk.list(SimStorage.ROOT).isEmpty(), "something is left: " + e);
      throw e;
    }
    try (Database database = builder(disk).open()) {
      assertRight(database);
    }
  }

  private SimStorage follower() {
    SimStorage disk = new SimStorage();
    Restore.restore(disk, FILE, new ByteArrayInputStream(seed), ProgressListener.NONE);
    return disk;
  }

  private void apply(byte[] damaged) {
    try (Database replica = builder(follower()).readReplica(true).open()) {
      try {
        replica.applyWal(new ByteArrayInputStream(damaged));
      } finally {
        assertRight(replica);
      }
    }
  }

  private void applyArchive(Path range, byte[] damaged) {
    SimStorage disk = follower();
    disk.createDirectory(ARCHIVE);
    disk.putFile(range, damaged);
    try (Database replica = builder(disk).readReplica(true).open()) {
      try {
        replica.applyWal(ARCHIVE);
      } finally {
        assertRight(replica);
      }
    }
  }

  private void assertRight(Database database) {
    assertEquals(states.get(database.position().version()), Databases.content(database));
  }

  /** Reads something damaged; only errors that say what and where are right. */
  private void read(String kind, Reading reading, Damage damage) {
    try {
      reading.read(damage.bytes());
      harmless++;
    } catch (CorruptionException e) {
      assertTrue(e.offset() >= 0 && e.file() != null, e.toString());
      refused++;
    } catch (BackupFormatException e) {
      assertTrue(e.offset() >= 0 && e.offset() <= damage.bytes().length, e.toString());
      refused++;
    } catch (FormatVersionException e) {
      refused++;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(kind + ", " + damage.what() + ": " + e, e);
    }
  }

  private void tell(String what) {
    System.out.println(
        "%s: %d refused, %d did no harm, %d cut off and told"
            .formatted(what, refused, harmless, cut));
  }

  @Test
  void damageIsRefusedOrDoesNoHarm() {
    create();
    Random random = new Random(20);
    kinds.forEach(
        (name, kind) -> {
          for (int i = 0; i < SAMPLES / kinds.size(); i++) {
            read(name, kind.reading, Damage.any(kind.sound, PAGE, random));
          }
        });
    tell("damage");
    assertTrue(refused > SAMPLES / 3);
  }

  @Test
  @Tag("campaign")
  void anyDamageIsRefusedOrDoesNoHarm() {
    create();
    Campaign.run(
        "damage of any kind",
        seedOfRun -> {
          Random random = new Random(seedOfRun);
          kinds.forEach(
              (name, kind) -> read(name, kind.reading, Damage.any(kind.sound, PAGE, random)));
        });
    tell("damage of any kind");
  }

  @Test
  @Tag("campaign")
  void everyFlippedBitAndEveryTruncationIsRefusedOrDoesNoHarm() {
    create();
    kinds.forEach(
        (name, kind) -> {
          for (long bit = 0; bit < Damage.bits(kind.sound); bit += step(bit, kind.sound)) {
            read(name, kind.reading, Damage.flip(kind.sound, bit));
          }
          for (int length = 0; length < kind.sound.length; length++) {
            read(name, kind.reading, Damage.truncate(kind.sound, length));
          }
          tell("every bit and length, through the " + name);
        });
  }

  /** Long zeros are sampled: a bit in each 64 bytes. */
  private static long step(long bit, byte[] sound) {
    int from = (int) (bit / 8);
    for (int i = from; i < from + 64 && i < sound.length; i++) {
      if (sound[i] != 0) {
        return 1;
      }
    }
    return 64 * 8;
  }
}
