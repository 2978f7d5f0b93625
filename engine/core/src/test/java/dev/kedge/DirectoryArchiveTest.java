package dev.kedge;

import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DirectoryArchiveTest {

  private static final Path DIRECTORY = path("archive");

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private static void putLarge(Database database, int count) {
    for (int i = 0; i < count; i++) {
      database.put(bytes("large" + i % 10), bytes((i + "x").repeat(20_000)));
    }
  }

  private DatabaseBuilder withDirectory(String name) {
    return databases
        .sim(name)
        .walArchive(new DirectoryArchive(databases.storage(), DIRECTORY))
        .logRetentionBytes(0);
  }

  @Test
  void aRangeThatWasDeliveredBeforeACrashMayComeAgain() {
    Database database = databases.open(withDirectory("a.kv"));
    databases.disk().createDirectory(DIRECTORY);
    byte[] seed = backup(database);
    putLarge(database, 5);
    databases.become(databases.disk().kill());
    database = databases.open(withDirectory("a.kv"));
    SimStorage before = databases.disk().kill();
    database.checkpoint();
    // The archive has the range, the database was killed before it noted that.
    databases
        .disk()
        .list(DIRECTORY)
        .forEach(file -> before.putFile(file, databases.disk().readFile(file)));
    databases.become(before);
    database = databases.open(withDirectory("a.kv"));
    putLarge(database, 5);
    database.checkpoint();
    databases.restore("r.kv", seed);
    Database replica = databases.openReplica("r.kv");
    assertEquals(10, replica.applyWal(DIRECTORY).position().version());
    assertEquals(content(database), content(replica));
  }

  @Test
  void aReplicaIsBroughtToAnyVersionFromADirectory() {
    databases.disk().createDirectory(DIRECTORY);
    SettableClock clock = new SettableClock();
    Database database = databases.open(withDirectory("a.kv").clock(clock));
    List<Map<String, String>> states = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    byte[] seed = backup(database);
    states.add(Map.of());
    times.add(Instant.EPOCH);
    for (int version = 1; version <= 40; version++) {
      clock.advance(Duration.ofSeconds(1));
      times.add(put(database, "k" + version % 7, ("v" + version).repeat(1000)).time());
      states.add(content(database));
      if (version % 6 == 0) {
        database.checkpoint();
      }
    }
    database.checkpoint();
    assertEquals(40, database.stats().archivedVersion());
    for (int version = 0; version <= 40; version += 3) {
      databases.restore("r" + version, seed);
      Database replica = databases.openReplica("r" + version);
      ApplyResult result = replica.applyWalUntil(DIRECTORY, version);
      assertTrue(result.reachedTarget());
      assertEquals(version, result.position().version());
      assertEquals(states.get(version), content(replica));
      if (version < 37) {
        replica.applyWalUntil(DIRECTORY, times.get(version + 3).plusMillis(500));
        assertEquals(states.get(version + 3), content(replica));
      }
      assertEquals(40, replica.applyWal(DIRECTORY).position().version());
      assertEquals(0, replica.applyWal(DIRECTORY).applied());
      assertThrows(RecoveryTargetException.class, () -> replica.applyWalUntil(DIRECTORY, 41));
      assertThrows(RecoveryTargetException.class, () -> replica.applyWalUntil(DIRECTORY, 39));
      Databases.checkAndClose(replica);
    }
  }

  @Test
  void progressCountsTheBytesOfAllFiles() {
    databases.disk().createDirectory(DIRECTORY);
    Database database = databases.open(withDirectory("a.kv"));
    databases.restore("r.kv", backup(database));
    for (int i = 0; i < 4; i++) {
      putMany(database, 0, 5);
      database.checkpoint();
    }
    Database replica = databases.openReplica("r.kv");
    List<Long> progress = new ArrayList<>();
    replica.applyWal(DIRECTORY, (done, total) -> progress.add(done));
    assertEquals(progress.stream().sorted().distinct().toList(), progress);
    long bytes =
        databases.disk().list(DIRECTORY).stream()
            .mapToLong(file -> databases.disk().readFile(file).length)
            .sum();
    long last = progress.get(progress.size() - 1);
    assertTrue(last > bytes * 3 / 4 && last <= bytes, last + " of " + bytes);
  }

  @Test
  void aForeignFileInTheDirectoryIsAnErrorAndATemporaryIsNot() {
    databases.disk().createDirectory(DIRECTORY);
    Database database = databases.open(withDirectory("a.kv"));
    databases.restore("r.kv", backup(database));
    putMany(database, 0, 5);
    database.checkpoint();
    Database replica = databases.openReplica("r.kv");
    Path foreign = DIRECTORY.resolve("notes.txt");
    databases.disk().putFile(foreign, bytes("hello"));
    StorageException e = assertThrows(StorageException.class, () -> replica.applyWal(DIRECTORY));
    assertEquals(foreign, e.file());
    databases.disk().delete(foreign);
    databases.disk().createDirectory(DIRECTORY.resolve("lost+found"));
    databases.disk().putFile(DIRECTORY.resolve("x.wal.tmp"), bytes("cut off"));
    assertEquals(5, replica.applyWal(DIRECTORY).applied());
  }

  @Test
  void aMissingFileInTheDirectoryEndsTheReplayBeforeIt() {
    databases.disk().createDirectory(DIRECTORY);
    Database database = databases.open(withDirectory("a.kv"));
    databases.restore("r.kv", backup(database));
    for (int i = 0; i < 4; i++) {
      putMany(database, 0, 5);
      database.checkpoint();
    }
    List<Path> files = databases.disk().list(DIRECTORY);
    assertEquals(4, files.size());
    databases.disk().delete(files.get(2));
    Database replica = databases.openReplica("r.kv");
    replica.applyWalUntil(DIRECTORY, 7);
    ReplicaGapException e =
        assertThrows(ReplicaGapException.class, () -> replica.applyWalUntil(DIRECTORY, 20));
    assertEquals(11, e.expected());
    assertEquals(16, e.found());
    assertEquals(10, replica.position().version());
    assertThrows(ReplicaGapException.class, () -> replica.applyWal(DIRECTORY));
    databases.disk().delete(files.get(3));
    assertEquals(0, replica.applyWal(DIRECTORY).applied());
  }

  @Test
  void aDamagedFileInTheDirectoryIsATypedError() {
    databases.disk().createDirectory(DIRECTORY);
    Database database = databases.open(withDirectory("a.kv"));
    databases.restore("r.kv", backup(database));
    putMany(database, 0, 5);
    database.checkpoint();
    Path file = databases.disk().list(DIRECTORY).get(0);
    databases.disk().flipBit(file, databases.disk().readFile(file).length / 2, 1);
    Database replica = databases.openReplica("r.kv");
    BackupFormatException e =
        assertThrows(BackupFormatException.class, () -> replica.applyWal(DIRECTORY));
    assertTrue(String.valueOf(e.getMessage()).contains(file.toString()), e.getMessage());
    assertEquals(0, replica.position().version());
  }

  @Test
  void aFileOfTheSameNameIsOnlyAcceptedWithTheSameContent() {
    Database database = databases.open(withDirectory("a.kv"));
    putMany(database, 0, 5);
    SimStorage before = databases.disk().kill();
    database.checkpoint();
    Path file = databases.disk().list(DIRECTORY).get(0);
    byte[] whole = databases.disk().readFile(file);
    byte[] flipped = whole.clone();
    flipped[whole.length / 2] ^= 4;
    for (byte[] other :
        List.of(flipped, Arrays.copyOf(whole, 40), Arrays.copyOf(whole, 9999), new byte[0])) {
      databases.become(before.kill());
      databases.disk().putFile(file, other);
      Database again = withDirectory("a.kv").open();
      ArchiveException e = assertThrows(ArchiveException.class, again::checkpoint);
      assertTrue(String.valueOf(e.getMessage()).contains(file + " is in the archive already"));
      assertEquals(-1, again.stats().archivedVersion());
      assertEquals(1, again.stats().logFirstVersion());
      databases.disk().putFile(file, whole);
      again.checkpoint();
      assertEquals(5, again.stats().archivedVersion());
      again.close();
    }
  }

  @Test
  void aFileThatIsNotWhatItsNameSaysIsRefusedByItsName() {
    Database database = databases.open(withDirectory("a.kv"));
    byte[] seed = backup(database);
    databases.restore("r.kv", seed);
    for (int i = 0; i < 4; i++) {
      putMany(database, 0, 5);
      database.checkpoint();
    }
    List<Path> files = databases.disk().list(DIRECTORY);
    String generation = Position.generationText(database.position().generation());
    Path longer = DIRECTORY.resolve(generation + "-000000000000000b-000000000000ffff.wal");
    databases.disk().rename(files.get(2), longer);
    Database replica = databases.openReplica("r.kv");
    ArchiveException e = assertThrows(ArchiveException.class, () -> replica.applyWal(DIRECTORY));
    assertTrue(String.valueOf(e.getMessage()).contains(longer.toString()), e.getMessage());
    assertEquals(15, replica.position().version());
    databases.disk().rename(longer, files.get(2));
    assertEquals(20, replica.applyWal(DIRECTORY).position().version());

    Path earlier = DIRECTORY.resolve(generation + "-0000000000000001-000000000000000f.wal");
    databases.disk().rename(files.get(2), earlier);
    databases.restore("t.kv", seed);
    Database other = databases.openReplica("t.kv");
    e = assertThrows(ArchiveException.class, () -> other.applyWal(DIRECTORY));
    assertTrue(String.valueOf(e.getMessage()).contains(earlier.toString()), e.getMessage());
    assertEquals(0, other.position().version());
  }

  @Test
  void ofTwoTimelinesTheNewOneIsFollowedOnceTheFilesOfTheOldOneAreOutOfTheWay() {
    databases.disk().createDirectory(DIRECTORY);
    Database old = databases.open(withDirectory("a.kv"));
    byte[] seed = backup(old);
    putMany(old, 0, 5);
    old.checkpoint();
    putMany(old, 0, 5);
    old.checkpoint();
    List<Path> abandoned = databases.disk().list(DIRECTORY);
    databases.restore("r.kv", seed);
    Database rewound = databases.open(withDirectory("r.kv").readReplica(true));
    rewound.applyWalUntil(DIRECTORY, 7);
    rewound.promote();
    putMany(rewound, 10, 5);
    rewound.checkpoint();
    databases.restore("f.kv", seed);
    Database follower = databases.openReplica("f.kv");
    assertEquals(old.position(), follower.applyWal(DIRECTORY).position());
    databases.restore("g.kv", seed);
    Database onward = databases.openReplica("g.kv");
    onward.applyWalUntil(DIRECTORY, 7);
    abandoned.forEach(databases.disk()::delete);
    assertEquals(rewound.position(), onward.applyWal(DIRECTORY).position());
    assertEquals(content(rewound), content(onward));
  }

  @Test
  void theArchiveOfAPromotedReplicaContinuesThatOfItsPrimary() {
    databases.disk().createDirectory(DIRECTORY);
    Database old = databases.open(withDirectory("a.kv"));
    byte[] seed = backup(old);
    databases.restore("r.kv", seed);
    databases.restore("f.kv", seed);
    putMany(old, 0, 5);
    old.checkpoint();
    Database promoted = databases.open(withDirectory("r.kv").readReplica(true));
    promoted.applyWal(DIRECTORY);
    promoted.promote();
    putMany(promoted, 3, 5);
    promoted.checkpoint();
    Database follower = databases.openReplica("f.kv");
    follower.applyWal(DIRECTORY);
    assertEquals(promoted.position(), follower.position());
    assertEquals(content(promoted), content(follower));
  }
}
