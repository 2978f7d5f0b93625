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
import java.util.Comparator;
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
  private static final int LARGE_SAMPLES = 50;
  private static final Path FILE = Databases.path("app.kv");
  private static final Path LOG = Databases.logFolder(FILE);
  private static final Path ARCHIVE = Databases.path("archive");

  static {
    EngineLog.silence();
  }

  /** Opens or reads a damaged file; throws, or fails if it reads anything wrong. */
  private interface Reading {
    void read(byte[] damaged);
  }

  /** A kind of file. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Kind(byte[] sound, Reading reading) {}

  private final Map<Long, Long> states = new HashMap<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private SimStorage closed;
  private SimStorage killed;
  private byte[] seed;
  private long checkpointed;
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
    create(0);
  }

  /** The same with so many entries of 2000 bytes beside. */
  private void create(int more) {
    SimStorage disk = new SimStorage();
    disk.createDirectory(ARCHIVE);
    try (Database database = builder(disk).walArchive(new DirectoryArchive(disk, ARCHIVE)).open()) {
      seed = Databases.backup(database);
      note(database);
      for (int i = 0; i < 40; i++) {
        database.put(Databases.bytes("key%03d".formatted(i * 7 % 50)), new byte[i * 37 % 300]);
        note(database);
      }
      fill(database, more);
      database.put(Databases.bytes("large"), new byte[6000]);
      note(database);
      database.checkpoint();
      checkpointed = database.position().version();
      for (int i = 0; i < 5; i++) {
        Databases.put(database, "late" + i, "value" + i);
        note(database);
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
    kinds.put("log", in(killed, newestSegment(killed)));
    kinds.put("history", in(closed, newestSegment(closed)));
    kinds.put("state", in(killed, LOG.resolve("state")));
  }

  private void fill(Database database, int entries) {
    Random random = new Random(7);
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < entries; i++) {
      byte[] value = new byte[2000];
      random.nextBytes(value);
      batch.put(Databases.bytes("more%06d".formatted(i)), value);
    }
    if (entries > 0) {
      database.write(batch);
      note(database);
    }
  }

  private void note(Database database) {
    states.put(database.position().version(), Databases.digest(database));
  }

  private static Path newestSegment(SimStorage disk) {
    return disk.list(LOG).stream()
        .filter(file -> file.toString().endsWith(".wal"))
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  private Kind in(SimStorage disk, Path file) {
    boolean mayTear = disk == killed && file.equals(newestSegment(disk));
    return new Kind(disk.readFile(file), bytes -> open(disk.kill(), file, bytes, mayTear));
  }

  private void open(SimStorage disk, Path file, byte[] damaged, boolean mayTear) {
    disk.putFile(file, damaged);
    Events events = new Events();
    long last = states.size() - 1L;
    long version;
    try (Database database = builder(disk).listener(events).open()) {
      version = database.position().version();
      assertRight(database);
      if (version < last) {
        assertTrue(mayTear, "it ends at version " + version);
        assertTorn(version, damaged, events);
        cut++;
      }
      readLog(database);
      Databases.put(database, "after", "the damage");
    }
    try (Database database = builder(disk).open()) {
      assertEquals("the damage", Databases.get(database, "after"));
      database.delete(Databases.bytes("after"));
      assertEquals(states.get(version), Databases.digest(database), "after going on");
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
    // Of zeros only the database file can tell that they were commits, and only of all of them.
    boolean known = version == checkpointed;
    for (int i = firstLost; i < damaged.length; i++) {
      known |= damaged[i] != 0;
    }
    assertEquals(known, !events.of("torn").isEmpty(), "what was cut off is told");
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
    assertEquals(states.get(database.position().version()), Databases.digest(database));
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

  private void sample(int samples, long seedOfRun) {
    Random random = new Random(seedOfRun);
    kinds.forEach(
        (name, kind) -> {
          for (int i = 0; i < samples / kinds.size(); i++) {
            read(name, kind.reading, Damage.any(kind.sound, PAGE, random));
          }
        });
  }

  @Test
  void damageIsRefusedOrDoesNoHarm() {
    create();
    sample(SAMPLES, 20);
    tell("damage");
    assertTrue(refused > SAMPLES / 3);
  }

  @Test
  void damageToLargeFilesIsRefusedOrDoesNoHarm() {
    // A backup has three pieces then, and the tree three levels.
    create(4500);
    sample(LARGE_SAMPLES, 21);
    tell("damage to large files");
    assertTrue(refused > LARGE_SAMPLES / 3);
  }

  @Test
  @Tag("campaign")
  void anyDamageIsRefusedOrDoesNoHarm() {
    create();
    Campaign.run("damage of any kind", seedOfRun -> sample(kinds.size(), seedOfRun));
    tell("damage of any kind");
  }

  @Test
  @Tag("campaign")
  void anyDamageToLargeFilesIsRefusedOrDoesNoHarm() {
    create(4500);
    Campaign.run("damage to large files", seedOfRun -> sample(kinds.size(), seedOfRun));
    tell("damage to large files");
  }

  @Test
  @Tag("campaign")
  void everyZeroedAndEverySwappedRangeIsRefusedOrDoesNoHarm() {
    create();
    kinds.forEach(
        (name, kind) -> {
          for (int size : new int[] {512, PAGE}) {
            for (int from = 0; from < kind.sound.length; from += size) {
              read(name, kind.reading, Damage.zero(kind.sound, from, size));
              for (int to = 0; to < from; to += size) {
                if (from + size <= kind.sound.length && !isZero(kind.sound, from, to, size)) {
                  read(name, kind.reading, Damage.swap(kind.sound, from, to, size));
                }
              }
            }
          }
          tell("every zeroed and swapped range, through the " + name);
        });
  }

  /** Whether both ranges are zeros, so that swapping them changes nothing. */
  private static boolean isZero(byte[] bytes, int one, int other, int size) {
    byte[] zeros = new byte[size];
    return Arrays.equals(bytes, one, one + size, zeros, 0, size)
        && Arrays.equals(bytes, other, other + size, zeros, 0, size);
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
