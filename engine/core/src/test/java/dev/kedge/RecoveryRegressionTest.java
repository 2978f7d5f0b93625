package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What random tests have found once, each as the shortest way there. */
class RecoveryRegressionTest {

  private static final Path FILE = SimStorage.ROOT.resolve("app.kv");

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private static byte[] key(int number) {
    return String.format("key-%06d", number).getBytes(StandardCharsets.UTF_8);
  }

  private static void fill(Database database, int keys, int valueBytes) {
    for (int i = 0; i < keys; i++) {
      database.put(key(i), new byte[valueBytes]);
    }
  }

  private static byte[] backup(Database database) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    database.backup(out);
    return out.toByteArray();
  }

  /** What a power cut, or the end of the process, leaves just before the first such operation. */
  private SimStorage[] cutBefore(BiPredicate<Op, Path> where, boolean kill) {
    SimStorage[] left = new SimStorage[1];
    SimStorage disk = databases.disk();
    databases
        .storage()
        .inject(
            (op, path) -> {
              if (left[0] == null && where.test(op, path)) {
                left[0] = kill ? disk.kill() : disk.crash(new Random(1));
              }
            });
    return left;
  }

  @Test
  void aKillInTheFirstCommitLeavesADatabaseThatOpens() {
    Database database = databases.open("app.kv");
    for (boolean kill : new boolean[] {true, false}) {
      SimStorage[] left = cutBefore((op, path) -> path.toString().contains("spare"), kill);
      database.put(key(1), key(1));
      assertNotNull(left[0]);
      databases.become(left[0]);
      database = databases.open("app.kv");
      assertEquals(0, database.position().version());
    }
    database.put(key(2), key(2));
  }

  @Test
  void aKillInTheFirstCommitOfACopyLeavesACopyThatOpens() {
    Database source = databases.open("source.kv");
    fill(source, 3, 10);
    Path copy = SimStorage.ROOT.resolve("copy.kv");
    Restore.restore(
        databases.storage(), copy, new ByteArrayInputStream(backup(source)), ProgressListener.NONE);
    Database database = databases.open("copy.kv");
    SimStorage[] left = cutBefore((op, path) -> path.toString().contains("spare"), true);
    database.put(key(1), key(1));
    databases.become(left[0]);
    Database again = databases.open("copy.kv");
    assertEquals(source.position(), again.position());
    again.put(key(1), key(1));
    assertFalse(again.position().generation() == source.position().generation());
    source.close();
    database.close();
  }

  @Test
  void anEmptySegmentIsTheLogAfterTheCheckpoint() {
    Database database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    fill(database, 10, 100);
    database.close();
    database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    // The commit is lost, but its segment and the mark that the log is required are there.
    SimStorage[] left = cutBefore((op, path) -> op == Op.FORCE && path.equals(FILE), true);
    database.put(key(1), new byte[10]);
    SimStorage lost = left[0];
    assertNotNull(lost);
    Path segment = SimStorage.ROOT.resolve("app.kv-wal").resolve("0000000000000002.wal");
    lost.overwrite(segment, 4096, new byte[200]);
    databases.become(lost);
    database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    assertEquals(10, database.position().version());
    database.checkpoint();
    databases.become(databases.disk().kill());
    database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    assertEquals(10, database.position().version());
    database.put(key(1), new byte[10]);
  }

  @Test
  void namesThatAKilledProcessLeftBecomeDurableAtOpen() {
    Database database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    fill(database, 50, 100);
    SimStorage[] left =
        cutBefore((op, path) -> op == Op.SYNC_DIRECTORY && path.equals(SimStorage.ROOT), true);
    database.compact();
    assertNotNull(left[0]);
    databases.become(left[0]);
    database = databases.open(databases.sim("app.kv").logRetentionBytes(0));
    fill(database, 100, 2000);
    database.checkpoint();
    for (int seed = 0; seed < 20; seed++) {
      SimStorage cut = databases.disk().crash(new Random(seed));
      try (Database after = databases.sim("app.kv").storage(cut).open()) {
        assertEquals(150, after.position().version());
      }
    }
  }

  @Test
  void theMetaPageThatAKilledProcessLeftIsForcedBeforeTheOtherOneIsWritten() {
    Database database = databases.open("app.kv");
    fill(database, 50, 100);
    database.close();
    database = databases.open("app.kv");
    // The first commit says in the file that the log is required.
    SimStorage[] left = cutBefore((op, path) -> op == Op.FORCE && path.equals(FILE), true);
    database.put(key(1), new byte[10]);
    assertNotNull(left[0]);
    databases.become(left[0]);
    List<SimStorage> cuts = new CopyOnWriteArrayList<>();
    databases
        .storage()
        .inject(
            (op, path) -> {
              for (int seed = 0; path.equals(FILE) && seed < 20; seed++) {
                cuts.add(left[0].crash(new Random(seed)));
              }
            });
    databases.open("app.kv");
    assertTrue(cuts.size() >= 60, cuts.size() + " cuts");
    for (SimStorage cut : cuts) {
      try (Database after = databases.sim("app.kv").storage(cut).open()) {
        assertTrue(after.position().version() >= 50);
      }
    }
  }

  @Test
  void aFullLeafOfLongKeysCanBeWrittenAgainWithoutOneOfThem() {
    byte[] small = {0};
    for (int filler = 0; filler < 200; filler++) {
      Database database = databases.open(filler + ".kv");
      for (int i = 1; i <= 58; i++) {
        byte[] key = new byte[130];
        key[0] = (byte) i;
        database.put(key, small);
      }
      database.put(small, small);
      database.put(new byte[] {100}, new byte[filler]);
      database.checkpoint();
      database.close();
      database = databases.open(filler + ".kv");
      database.delete(small);
      database.checkpoint();
      assertEquals(List.of(), database.check().problems());
      database.close();
    }
  }

  @Test
  void whatAKilledCompactionLeftIsDeletedAtOpen() {
    Database database = databases.open("app.kv");
    fill(database, 50, 100);
    SimStorage[] left = cutBefore((op, path) -> op == Op.RENAME && path.equals(FILE), true);
    database.compact();
    assertEquals(3, left[0].list(SimStorage.ROOT).size());
    databases.become(left[0]);
    databases.open("app.kv");
    assertEquals(
        List.of(FILE, SimStorage.ROOT.resolve("app.kv-wal")),
        databases.disk().list(SimStorage.ROOT));
  }

  @Test
  void thatTheLogIsRequiredIsDurableAlsoAfterAKill() {
    Database database = databases.open("app.kv");
    fill(database, 5, 100);
    database.checkpoint();
    SimStorage[] left = cutBefore((op, path) -> op == Op.FORCE && path.equals(FILE), true);
    database.put(key(6), new byte[10]);
    assertNotNull(left[0]);
    databases.become(left[0]);
    database = databases.open("app.kv");
    assertEquals(6, database.position().version());
    database.put(key(7), new byte[10]);
    for (int seed = 0; seed < 20; seed++) {
      SimStorage cut = databases.disk().crash(new Random(seed));
      Path folder = SimStorage.ROOT.resolve("app.kv-wal");
      cut.list(folder).forEach(cut::delete);
      cut.delete(folder);
      assertThrows(CorruptionException.class, () -> databases.sim("app.kv").storage(cut).open());
    }
  }

  @Test
  void pagesThatOnlyASnapshotReachesAreFreeAfterARestart() {
    Database database = databases.open(databases.sim("app.kv").pageSize(4096));
    fill(database, 500, 100);
    database.checkpoint();
    fill(database, 500, 101);
    Snapshot snapshot = database.snapshot();
    fill(database, 500, 102);
    assertEquals(List.of(), database.check().problems());
    databases.become(databases.disk().kill());
    Database after = databases.open("app.kv");
    assertEquals(List.of(), after.check().problems());
    assertArrayEquals(new byte[101], snapshot.get(key(1)));
    snapshot.close();
    database.close();
  }

  @Test
  void aForceThatFailsAmidACheckpointFences() {
    Database database = databases.open(databases.sim("app.kv").pageSize(4096));
    fill(database, 3000, 4000);
    databases.storage().inject(Fault.failNth(1, Op.FORCE).at(FILE::equals));
    assertThrows(StorageException.class, database::checkpoint);
    databases.storage().heal();
    assertTrue(database.stats().fenced());
    assertThrows(DatabaseFencedException.class, () -> database.put(key(1), key(1)));
    assertArrayEquals(new byte[4000], database.get(key(1)));
    database.close();
    assertEquals(3000, databases.open("app.kv").position().version());
  }

  @Test
  void aFullDiskInACheckpointFencesNothing() {
    Database database = databases.open(databases.sim("app.kv").pageSize(4096));
    fill(database, 100, 4000);
    SimStorage disk = databases.disk();
    int refused = 0;
    boolean full = true;
    for (int room = 0; full; room += 20_000) {
      disk.limitCapacity(disk.usedBytes() + room);
      full = isFull(database);
      refused += full ? 1 : 0;
      assertFalse(database.stats().fenced());
      assertArrayEquals(new byte[4000], database.get(key(1)));
      disk.limitCapacity(Long.MAX_VALUE);
      database.put(key(room), new byte[4000]);
    }
    assertTrue(refused >= 3, "refused " + refused);
  }

  private static boolean isFull(Database database) {
    try {
      database.checkpoint();
      return false;
    } catch (StorageFullException e) {
      return true;
    }
  }

  @Test
  void aPromotedReplicaDoesNotTakeItsParentsCommitsBehindTheFork() {
    Database primary = databases.open("app.kv");
    fill(primary, 10, 100);
    Path copy = SimStorage.ROOT.resolve("replica.kv");
    Restore.restore(
        databases.storage(),
        copy,
        new ByteArrayInputStream(backup(primary)),
        ProgressListener.NONE);
    Database replica = databases.open(databases.sim("replica.kv").readReplica(true));
    Position promoted = replica.promote();
    replica.close();
    Database again = databases.open(databases.sim("replica.kv").readReplica(true));
    fill(primary, 10, 10);
    ByteArrayOutputStream shipped = new ByteArrayOutputStream();
    primary.shipWal(shipped, 10);
    assertThrows(
        GenerationMismatchException.class,
        () -> again.applyWal(new ByteArrayInputStream(shipped.toByteArray())));
    assertEquals(promoted, again.position());
  }

  @Test
  void aTransactionsCursorSeesWhatWasWrittenBeforeItsFirstStep() {
    Database database = databases.open("app.kv");
    fill(database, 10, 100);
    byte[] first = {'a'};
    try (Transaction transaction = database.begin();
        Cursor up = transaction.cursor(KeyRange.all());
        Cursor down = transaction.cursor(KeyRange.all().reversed())) {
      transaction.put(first, first);
      transaction.delete(key(9));
      assertTrue(up.next());
      assertArrayEquals(first, up.key());
      assertTrue(down.next());
      assertArrayEquals(key(8), down.key());
    }
  }

  @Test
  void manyRangesGoToAnArchiveOneAfterAnother() {
    List<WalArchive.Range> got = new CopyOnWriteArrayList<>();
    WalArchive archive =
        (range, content) -> {
          content.writeTo(new ByteArrayOutputStream());
          got.add(range);
        };
    for (int round = 0; round < 20; round++) {
      Database database =
          databases.open(databases.sim("app.kv").walArchive(archive).logRetentionBytes(0));
      fill(database, 60, 3000);
      database.checkpoint();
      database.close();
    }
    long next = 1;
    for (WalArchive.Range range : got) {
      assertEquals(next, range.firstVersion());
      next = range.lastVersion() + 1;
    }
    assertEquals(20 * 60 + 1, next);
  }
}
