package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ShippingTest {

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
  void aReplicaIsKeptCurrentByShippingWithoutCheckpoints() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    long checkpoints = primary.stats().checkpoints();
    for (int round = 0; round < 5; round++) {
      putMany(primary, round * 7, 20);
      primary.deleteRange(KeyRange.prefix(bytes("key00000" + round)));
      primary.delete(bytes("key000011"));
      long from = replica.position().version();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ShipResult shipped = primary.shipWal(out, from);
      assertEquals(from + 1, shipped.firstVersion());
      assertEquals(primary.position().version(), shipped.lastVersion());
      assertEquals(22, shipped.commits());
      assertEquals(out.size(), shipped.bytes());
      ApplyResult applied = apply(replica, out.toByteArray());
      assertEquals(22, applied.applied());
      assertEquals(0, applied.skipped());
      assertEquals(primary.position(), applied.position());
      assertTrue(applied.reachedTarget());
      assertCurrent(replica, primary);
      assertEquals(replica.position().version(), replica.stats().durableVersion());
    }
    assertEquals(checkpoints, primary.stats().checkpoints());
    assertEquals(Role.REPLICA, replica.role());
  }

  @Test
  void shippingWithoutAVersionShipsAllTheLogHas() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 5);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ShipResult shipped = primary.shipWal(out);
    assertEquals(1, shipped.firstVersion());
    assertEquals(15, shipped.commits());
    ApplyResult applied = apply(replica, out.toByteArray());
    assertEquals(5, applied.applied());
    assertEquals(10, applied.skipped());
    assertCurrent(replica, primary);
  }

  @Test
  void applyingAgainChangesNothing() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 5);
    byte[] shipped = ship(primary, 10);
    for (int i = 0; i < 3; i++) {
      ApplyResult applied = apply(replica, shipped);
      assertEquals(i == 0 ? 5 : 0, applied.applied());
      assertEquals(i == 0 ? 0 : 5, applied.skipped());
      assertCurrent(replica, primary);
      if (i == 1) {
        replica.close();
        replica = databases.openReplica("r.kv");
      }
    }
  }

  @Test
  void nothingNewIsAnEmptyStreamThatApplies() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(primary.shipWal(out, 10).isEmpty());
    assertEquals(0, apply(replica, out.toByteArray()).applied());
    Database empty = databases.open("e.kv");
    out.reset();
    assertTrue(empty.shipWal(out).isEmpty());
    assertThrows(GenerationMismatchException.class, () -> apply(replica, out.toByteArray()));
  }

  @Test
  void shippingGoesOnAcrossCloseAndReopenOfBothSides() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    for (int round = 0; round < 4; round++) {
      putMany(primary, round, 10);
      if (round % 2 == 0) {
        primary.close();
        primary = databases.open(databases.sim("a.kv").logRetentionBytes(1 << 30));
      } else {
        databases.become(databases.disk().kill());
        primary = databases.open(databases.sim("a.kv").logRetentionBytes(1 << 30));
        replica = databases.openReplica("r.kv");
      }
      apply(replica, ship(primary, replica.position().version()));
      assertCurrent(replica, primary);
      replica.close();
      replica = databases.openReplica("r.kv");
    }
    assertEquals(50, replica.position().version());
  }

  @Test
  void aReplicaShipsOnToOthers() {
    Database primary = primary();
    Database first = replicaOf(primary, "r1.kv");
    Database second = replicaOf(first, "r2.kv");
    putMany(primary, 0, 5);
    apply(first, ship(primary, 10));
    apply(second, ship(first, 10));
    assertCurrent(second, primary);
    assertEquals(0, primary.position().generation() - second.position().generation());
  }

  @Test
  void aReplicaRefusesWritesOfItsOwn() {
    Database replica = replicaOf(primary(), "r.kv");
    byte[] key = bytes("k");
    assertThrows(ReadOnlyDatabaseException.class, () -> replica.put(key, key));
    assertThrows(ReadOnlyDatabaseException.class, replica::begin);
    assertThrows(ReadOnlyDatabaseException.class, () -> replica.update(tx -> tx.put(key, key)));
    assertThrows(
        ReadOnlyDatabaseException.class, () -> replica.write(new WriteBatch().put(key, key)));
    assertEquals(10, replica.position().version());
  }

  @Test
  void aPrimaryRefusesToApply() {
    Database primary = primary();
    byte[] shipped = ship(primary, 0);
    assertThrows(IllegalStateException.class, () -> apply(primary, shipped));
  }

  @Test
  void aGapBeforeTheStreamIsAnErrorNamingBothSides() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 10);
    byte[] late = ship(primary, 15);
    ReplicaGapException e = assertThrows(ReplicaGapException.class, () -> apply(replica, late));
    assertEquals(11, e.expected());
    assertEquals(16, e.found());
    assertEquals(10, replica.position().version());
    apply(replica, ship(primary, 10));
    assertEquals(0, apply(replica, late).applied());
    assertCurrent(replica, primary);
  }

  @Test
  void whatWasNotShippedYetIsAskedForInVain() {
    Database primary = primary();
    ReplicaGapException e = assertThrows(ReplicaGapException.class, () -> ship(primary, 11));
    assertEquals(12, e.expected());
    assertThrows(IllegalArgumentException.class, () -> ship(primary, -1));
  }

  @Test
  void aLogThatNoLongerReachesBackIsATypedGap() {
    Database primary = databases.open(databases.sim("a.kv").logRetentionBytes(0));
    for (int i = 0; i < 30; i++) {
      primary.put(bytes("k" + i), new byte[10_000]);
    }
    primary.checkpoint();
    primary.put(bytes("last"), new byte[10_000]);
    primary.checkpoint();
    primary.checkpoint();
    long first = primary.stats().logFirstVersion();
    assertTrue(first > 1, "first version held: " + first);
    ReplicaGapException e = assertThrows(ReplicaGapException.class, () -> ship(primary, first - 2));
    assertEquals(first - 1, e.expected());
    assertEquals(first, e.found());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertEquals(first, primary.shipWal(out).firstVersion());
    assertEquals(31 - first + 1, primary.shipWal(out, first - 1).commits());
  }

  @Test
  void aDamagedStreamAppliesAPrefixAndTheRetryResumes() {
    Database primary = primary();
    databases.restore("seed.kv", backup(primary));
    byte[] seed = databases.disk().readFile(path("seed.kv"));
    for (int i = 0; i < 40; i++) {
      primary.put(bytes("big" + i % 7), bytes((i + "x").repeat(10_000)));
    }
    byte[] intact = ship(primary, 10);
    long seedOfRandom = 99;
    System.out.println("ShippingTest seed " + seedOfRandom);
    Random random = new Random(seedOfRandom);
    for (int i = 0; i < 40; i++) {
      String name = "r" + i + ".kv";
      databases.disk().putFile(path(name), seed);
      Database replica = databases.openReplica(name);
      byte[] damaged = intact.clone();
      if (i % 2 == 0) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      } else {
        damaged = Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
      byte[] bad = damaged;
      KedgeException e = assertThrows(KedgeException.class, () -> apply(replica, bad));
      assertTrue(e instanceof BackupFormatException || e instanceof FormatVersionException, "" + e);
      long reached = replica.position().version();
      assertTrue(reached >= 10 && reached <= 50);
      if (e instanceof BackupFormatException) {
        assertTrue(e.getMessage().contains("through version " + reached), e.getMessage());
      }
      assertEquals(reached, replica.stats().durableVersion());
      assertEquals(50 - reached, apply(replica, intact).applied());
      assertCurrent(replica, primary);
      Databases.checkAndClose(replica);
    }
  }

  @Test
  void nothingIsReadBehindTheEndSoThatAStreamCanCarryMore() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 5);
    byte[] first = ship(primary, 10);
    putMany(primary, 5, 5);
    InputStream open = new SequenceInputStream(stream(first), stream(ship(primary, 15)));
    assertEquals(5, replica.applyWal(open).applied());
    assertEquals(5, replica.applyWal(open).applied());
    assertCurrent(replica, primary);
  }

  @Test
  void bytesBehindTheEndOfAFileAreAnErrorAfterAllIsApplied() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 5);
    byte[] shipped = ship(primary, 10);
    Path file = path("longer.wal");
    databases.disk().putFile(file, Arrays.copyOf(shipped, shipped.length + 1));
    assertThrows(BackupFormatException.class, () -> replica.applyWal(file));
    assertCurrent(replica, primary);
  }

  @Test
  void aStreamThatFailsIsATypedErrorAndTheRetryResumes() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    putMany(primary, 0, 5);
    byte[] shipped = ship(primary, 10);
    InputStream failing =
        new SequenceInputStream(
            stream(Arrays.copyOf(shipped, shipped.length / 2)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("the peer is gone");
              }

              @Override
              public int read(byte[] target, int offset, int length) throws IOException {
                return read();
              }
            });
    StorageException e = assertThrows(StorageException.class, () -> replica.applyWal(failing));
    assertEquals("the peer is gone", e.getCause().getMessage());
    apply(replica, shipped);
    assertCurrent(replica, primary);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("the peer is gone too");
          }
        };
    assertThrows(StorageException.class, () -> primary.shipWal(full, 0));
    put(primary, "a", "1");
  }

  @Test
  void applyingAndShippingCanBeCancelled() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    for (int i = 0; i < 30; i++) {
      primary.write(new WriteBatch().put(bytes("big"), new byte[50_000]), Durability.OFF);
    }
    put(primary, "last", "1");
    byte[] shipped = ship(primary, 10);
    ProgressListener cancel =
        new ProgressListener() {
          private boolean cancelled;

          @Override
          public void progress(long done, long total) {
            cancelled = true;
          }

          @Override
          public boolean isCancelled() {
            return cancelled;
          }
        };
    assertThrows(
        OperationCancelledException.class, () -> replica.applyWal(stream(shipped), cancel));
    long reached = replica.position().version();
    assertTrue(reached > 10 && reached < 41, "reached " + reached);
    apply(replica, shipped);
    assertCurrent(replica, primary);
    putMany(primary, 0, 600);
    assertThrows(
        OperationCancelledException.class,
        () -> primary.shipWal(OutputStream.nullOutputStream(), 0, cancel));
  }

  @Test
  void aCommitOverTheReplicasLimitIsATypedErrorAndAppliesWithALargerOne() {
    Database primary = primary();
    databases.restore("r.kv", backup(primary));
    Database replica =
        databases.open(databases.sim("r.kv").readReplica(true).maxTransactionBytes(1 << 16));
    primary.put(bytes("large"), new byte[2 << 20]);
    byte[] shipped = ship(primary, 10);
    assertThrows(KedgeException.class, () -> apply(replica, shipped));
    assertEquals(10, replica.position().version());
    replica.close();
    Database roomy = databases.openReplica("r.kv");
    apply(roomy, shipped);
    assertCurrent(roomy, primary);
  }

  @Test
  void largeCommitsSpanSegmentsAndArriveWhole() {
    Database primary = primary();
    Database replica = replicaOf(primary, "r.kv");
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < 100; i++) {
      batch.put(bytes("b" + i), bytes((i + "y").repeat(20_000)));
    }
    primary.write(batch);
    put(primary, "after", "1");
    apply(replica, ship(primary, 10));
    assertCurrent(replica, primary);
    Map<String, String> content = content(primary);
    databases.become(databases.disk().kill());
    assertEquals(content, content(databases.openReplica("r.kv")));
  }
}
