package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which history a replica follows, and which it refuses. */
class FollowingTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private Database primary() {
    Database primary = databases.open(databases.sim("a.kv").logRetentionBytes(1 << 30));
    putMany(primary, 0, 10);
    return primary;
  }

  private Database replicaOf(Database source, String name) {
    databases.restore(name, backup(source));
    return databases.openReplica(name);
  }

  private static void assertCurrent(Database replica, Database primary) {
    assertEquals(primary.position(), replica.position());
    assertEquals(content(primary), content(replica));
  }

  @Test
  void theLogOfAnotherDatabaseIsRefused() {
    Database replica = replicaOf(primary(), "r.kv");
    Database other = databases.open("other.kv");
    putMany(other, 0, 20);
    for (long after : new long[] {0, 5, 10, 15}) {
      assertThrows(GenerationMismatchException.class, () -> apply(replica, ship(other, after)));
    }
    assertEquals(10, replica.position().version());
  }

  @Test
  void aDivergedHistoryIsRefusedAlsoForVersionsThatAreThere() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    databases.restore("copy.kv", backup(primary));
    Database copy = databases.open("copy.kv");
    putMany(copy, 0, 5);
    putMany(primary, 0, 3);
    apply(replica, ship(primary, 10));
    // The copy left the common history at 10, the replica is at 13 of it.
    byte[] diverged = ship(copy, 10);
    assertThrows(GenerationMismatchException.class, () -> apply(replica, diverged));
    assertCurrent(replica, primary);
    putMany(primary, 3, 4);
    apply(replica, ship(primary, 13));
    assertCurrent(replica, primary);
  }

  @Test
  void oneGenerationWithTwoHistoriesIsFoundByItsChecksums() {
    Database primary = primary();
    // The same files twice, folder and all: the one thing that generations can't tell apart.
    databases.disk().files().forEach((file, content) -> copyTo(file, content, "twin.kv"));
    Database twin = databases.open("twin.kv");
    Database replica = replicaOf(primary, "r.kv");
    put(primary, "k", "one");
    put(twin, "k", "other");
    assertEquals(primary.position(), twin.position());
    apply(replica, ship(primary, 10));
    put(twin, "l", "other");
    for (long after : new long[] {0, 10, 11}) {
      GenerationMismatchException e =
          assertThrows(GenerationMismatchException.class, () -> apply(replica, ship(twin, after)));
      assertTrue(e.getMessage().contains("diverged"), e.getMessage());
    }
    assertCurrent(replica, primary);
  }

  private void copyTo(Path file, byte[] content, String name) {
    if (file.startsWith(path("a.kv")) || file.startsWith(Databases.logFolder(path("a.kv")))) {
      databases.disk().putFile(Path.of(file.toString().replace("a.kv", name)), content);
    }
  }

  @Test
  void aPromotedPrimaryShipsASectionForEachGeneration() {
    Database old = primary();
    Database promoted = replicaOf(old, "r.kv");
    Database follower = replicaOf(old, "f.kv");
    putMany(old, 0, 5);
    apply(promoted, ship(old, 10));
    promoted.promote();
    putMany(promoted, 5, 5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ShipResult shipped = promoted.shipWal(out, 10);
    assertEquals(2, shipped.sections());
    assertEquals(10, shipped.commits());
    assertEquals(10, apply(follower, out.toByteArray()).applied());
    assertCurrent(follower, promoted);
    follower.close();
    Database again = databases.openReplica("f.kv");
    assertEquals(promoted.position(), again.position());
    putMany(promoted, 0, 5);
    apply(again, ship(promoted, again.position().version()));
    assertCurrent(again, promoted);
  }

  @Test
  void aFollowerGoesOverToAChildThatForkedAtOrAfterItsVersion() {
    Database old = primary();
    Database behind = replicaOf(old, "behind.kv");
    Database at = replicaOf(old, "at.kv");
    Database beyond = replicaOf(old, "beyond.kv");
    Database promoted = replicaOf(old, "promoted.kv");
    putMany(old, 0, 4);
    apply(at, ship(old, 10));
    apply(promoted, ship(old, 10));
    put(old, "one", "more");
    apply(beyond, ship(old, 10));
    promoted.promote();
    putMany(promoted, 0, 3);
    byte[] fromStart = ship(promoted, 10);
    byte[] fromFork = ship(promoted, 14);
    apply(at, fromFork);
    assertCurrent(at, promoted);
    assertThrows(ReplicaGapException.class, () -> apply(behind, fromFork));
    apply(behind, fromStart);
    assertCurrent(behind, promoted);
    for (byte[] stream : new byte[][] {fromStart, fromFork}) {
      assertThrows(GenerationMismatchException.class, () -> apply(beyond, stream));
    }
    assertEquals(old.position(), beyond.position());
    // And nobody goes back.
    put(old, "yet", "more");
    byte[] oldLine = ship(old, 14);
    assertThrows(GenerationMismatchException.class, () -> apply(at, oldLine));
    assertCurrent(at, promoted);
  }

  @Test
  void aReplicaThatWasPromotedWithoutACommitDoesNotGoBackToItsOldGeneration() {
    Database old = primary();
    Database replica = replicaOf(old, "r.kv");
    Position promoted = replica.promote();
    replica.close();
    put(old, "k", "more");
    byte[] shipped = ship(old, 10);
    Database again = databases.openReplica("r.kv");
    assertEquals(promoted, again.position());
    assertThrows(GenerationMismatchException.class, () -> apply(again, shipped));
    assertEquals(promoted, again.position());
  }

  @Test
  void aDatabaseThatWasPromotedTwiceWithoutACommitShipsAllItsHistory() {
    Database old = primary();
    Database follower = replicaOf(old, "f.kv");
    Database replica = replicaOf(old, "r.kv");
    putMany(old, 0, 3);
    apply(replica, ship(old, 10));
    Position first = replica.promote();
    replica.close();
    replica = databases.openReplica("r.kv");
    Position second = replica.promote();
    assertNotEquals(first, second);
    put(replica, "k", "more");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    replica.shipWal(out, 10);
    apply(follower, out.toByteArray());
    assertCurrent(follower, replica);
    replica.close();
    replica = databases.openReplica("r.kv");
    apply(follower, ship(replica, 10));
    assertCurrent(follower, replica);
    // A replica seeded in between is an ancestor too.
    assertEquals("more", get(follower, "k"));
  }
}
