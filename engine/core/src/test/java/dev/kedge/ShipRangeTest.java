package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What those need of a database who store its log elsewhere, in parts. */
class ShipRangeTest {

  @RegisterExtension private final DatabaseExtension databases = new DatabaseExtension();

  private static ShippedRange ship(Database database, long after, long maxBytes) {
    return database.shipRange(new ByteArrayOutputStream(), after, maxBytes);
  }

  @Test
  void rangesJoinByVersionAndHistory() {
    Database database = databases.open("app.kv");
    putMany(database, 1, 100);
    long version = 0;
    long history = 0;
    int ranges = 0;
    while (version < 100) {
      ShippedRange range = ship(database, version, 500);
      assertEquals(version + 1, range.firstVersion());
      assertEquals(history, range.historyBefore());
      assertEquals(
          OptionalLong.of(range.historyAfter()), database.historyChecksum(range.lastVersion()));
      version = range.lastVersion();
      history = range.historyAfter();
      ranges++;
    }
    assertTrue(ranges > 3, ranges + " ranges");
    assertTrue(ship(database, 100, 500).isEmpty());
    assertThrows(ReplicaGapException.class, () -> ship(database, 101, 500));
    assertEquals(OptionalLong.empty(), database.historyChecksum(101));
  }

  @Test
  void oneCommitIsShippedWhateverItTakes() {
    Database database = databases.open("app.kv");
    database.put(bytes("large"), new byte[10_000]);
    putMany(database, 1, 3);
    assertEquals(1, ship(database, 0, 1).commits());
  }

  @Test
  void aRangeIsOfOneGenerationAndIsAppliedLikeAnyShippedLog() {
    Database database = databases.open("app.kv");
    Database replica =
        databases.openReplica(
            databases.restore("r.kv", Databases.backup(database)).getFileName().toString());
    putMany(database, 1, 5);
    byte[] copy = Databases.backup(database);
    Database child = databases.open(databases.restore("child.kv", copy).getFileName().toString());
    long parent = child.position().generation();
    child.promote();
    putMany(child, 6, 5);
    assertEquals(List.of(new Ancestor(parent, 5)), child.ancestors());
    for (Database source : List.of(database, child)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ShippedRange range = source.shipRange(out, replica.position().version(), Long.MAX_VALUE);
      assertEquals(5, range.commits());
      replica.applyWal(new ByteArrayInputStream(out.toByteArray()));
      assertEquals(range.last(), replica.position());
    }
  }

  @Test
  void theOutlineOfABackupIsReadFromItsFirstBytes() {
    Database database = databases.open("app.kv");
    putMany(database, 1, 5);
    for (BackupOptions how : List.of(BackupOptions.PLAIN, BackupOptions.COMPRESSED)) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BackupResult backup = database.backup(out, how);
      byte[] first = Arrays.copyOf(out.toByteArray(), BackupOutline.MAX_BYTES);
      BackupOutline outline = Restore.outline(new ByteArrayInputStream(first));
      assertEquals(backup.position(), outline.position());
      assertEquals(backup.commitTime(), outline.commitTime());
      assertEquals(backup.imageBytes(), outline.imageBytes());
      assertEquals(database.historyChecksum(5), OptionalLong.of(outline.historyChecksum()));
    }
  }

  @Test
  void anInstanceIsTheSameAfterReopeningAndAnotherInACopy() {
    Database database = databases.open("app.kv");
    long instance = database.instance();
    byte[] copy = Databases.backup(database);
    database.close();
    assertEquals(instance, databases.open("app.kv").instance());
    databases.restore("copy.kv", copy);
    assertFalse(instance == databases.open("copy.kv").instance());
  }

  @Test
  void closeActionsRunOnceAndTheLastFirstWhileTheDatabaseCanBeUsed() {
    Database database = databases.open("app.kv");
    List<String> done = new ArrayList<>();
    Runnable removed = () -> done.add("removed");
    database.addCloseAction(
        () -> done.add("first, at " + database.put(bytes("k"), bytes("v")).version()));
    database.addCloseAction(removed);
    database.addCloseAction(() -> done.add("second"));
    database.removeCloseAction(removed);
    database.close();
    database.close();
    assertEquals(List.of("second", "first, at 1"), done);
  }

  @Test
  void aCommitActionIsDoneWhenCommitsCanBeSeen() {
    Database database = databases.open("app.kv");
    List<Long> seen = new ArrayList<>();
    Runnable action = () -> seen.add(database.position().version());
    long before = database.position().version();
    database.addCommitAction(action);
    database.put(new byte[] {1}, new byte[1]);
    database.put(new byte[] {2}, new byte[1]);
    database.removeCommitAction(action);
    database.put(new byte[] {3}, new byte[1]);
    assertEquals(List.of(before + 1, before + 2), seen);
  }

  @Test
  void aCloseActionThatFailsKeepsNothingFromClosing() {
    Database database = databases.open("app.kv");
    database.addCloseAction(
        () -> {
          throw new KedgeException("failed for a test");
        });
    assertThrows(KedgeException.class, database::close);
    assertThrows(DatabaseClosedException.class, () -> database.get(bytes("k")));
  }
}
