package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupOptions;
import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.Durability;
import dev.kedge.LimitExceededException;
import dev.kedge.WriteBatch;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationTest {

  @TempDir private Path directory;
  private ReplicaRig rig;
  private final History history = new History(5);
  private final MemoryReplicaClient client = new MemoryReplicaClient();
  private Database database;

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
    database = rig.open("app.kv");
    rig.commits(database, history, 20);
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  @Test
  void whatTheDestinationHasIsComparedAtOneVersionWhileWritersGoOn() throws Exception {
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    AtomicBoolean ended = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              while (!ended.get()) {
                rig.commits(database, history, 1);
              }
            });
    writer.start();
    ValidationResult result;
    try {
      result = replica.validate();
    } finally {
      ended.set(true);
      writer.join();
    }
    assertTrue(result.matches(), result.toString());
    assertTrue(result.position().version() >= 20);
    assertEquals(result, replica.stats().lastVerified().orElseThrow());
    assertEquals(1, replica.stats().validationsOk());
    try (var files = Files.list(replica.options().scratchDirectory())) {
      assertEquals(List.of("lock"), files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void whatIsNotDurableYetIsMadeSoBeforeItIsStoredAndCompared() {
    Replica replica = rig.replica(database, client).build();
    for (Durability durability : List.of(Durability.NORMAL, Durability.OFF)) {
      byte[] key = {1};
      long version = database.write(new WriteBatch().put(key, key), durability).version();
      assertEquals(version, replica.sync().proved().version());
      version = database.write(new WriteBatch().delete(key), durability).version();
      ValidationResult result = replica.validate();
      assertTrue(result.matches(), result.toString());
      assertEquals(version, result.position().version());
    }
  }

  @Test
  void aDifferenceIsAnAlarmAndTheEvidenceIsKept() throws Exception {
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    // The snapshot of a database that went the same way, but not quite.
    Path copy = ReplicaRestore.from(client).to(rig.path("copy.kv")).path();
    flipAValue(copy);
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    try (Database other = Database.builder(copy).readOnly(true).open()) {
      other.backup(forged, BackupOptions.COMPRESSED);
    }
    String snapshot = Layout.snapshot(database.position().generation(), 20);
    client.replace(snapshot, forged.toByteArray());
    ValidationResult result = replica.validate();
    assertFalse(result.matches());
    assertTrue(Files.exists(result.evidence().orElseThrow()));
    assertEquals(1, replica.stats().validationsMismatched());
    assertTrue(replica.stats().lastVerified().isEmpty());
  }

  /** Changes a byte of a value in its page and mends the page's checksum. */
  private static void flipAValue(Path file) throws Exception {
    byte[] content = Files.readAllBytes(file);
    int pageSize = 8192;
    for (int page = 2 * pageSize; page < content.length; page += pageSize) {
      if (content[page + 4] == 1) {
        int at = page + pageSize - 1;
        while (content[at] != 'x') {
          at--;
        }
        content[at] = 'y';
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(content, page + 4, pageSize - 4);
        java.nio.ByteBuffer.wrap(content).putInt(page, (int) crc.getValue());
      }
    }
    Files.write(file, content);
  }

  @Test
  void aDestinationThatCannotBeRestoredIsAnErrorAndCounted() {
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 3);
    replica.sync();
    String segment = replica.destination().segments().get(0).object();
    byte[] damaged = client.content(segment).clone();
    damaged[damaged.length / 2] ^= 1;
    client.replace(segment, damaged);
    assertThrows(DestinationException.class, replica::validate);
    assertEquals(1, replica.stats().validationsFailed());
    assertTrue(replica.stats().lastVerified().isEmpty());
    String error = replica.stats().lastError().orElseThrow();
    assertTrue(error.startsWith("validation: ") && error.contains(segment), error);
    damaged[damaged.length / 2] ^= 1;
    client.replace(segment, damaged);
    assertTrue(replica.validate().matches());
    assertEquals(Optional.empty(), replica.stats().lastError());
  }

  @Test
  void aDamagedSnapshotIsAnErrorThoughARestoreCouldDoWithoutIt() {
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    rig.commits(database, history, 3);
    replica.sync();
    String snapshot = replica.snapshot().snapshot().object();
    byte[] damaged = client.content(snapshot).clone();
    damaged[damaged.length / 2] ^= 1;
    client.replace(snapshot, damaged);
    DestinationException e = assertThrows(DestinationException.class, replica::validate);
    assertEquals(snapshot, e.object());
    assertEquals(1, replica.stats().validationsFailed());
    long version = database.position().version();
    rig.assertRestores(ReplicaRestore.from(client), history, version);
  }

  @Test
  void aPlanTellsHowLongARestoreTakesOnceAValidationHasMeasuredIt() {
    Replica replica = rig.replica(database, client).build();
    replica.sync();
    assertEquals(Optional.empty(), ReplicaRestore.from(client).plan().predicted());
    ValidationResult result = replica.validate();
    RestorePlan plan = ReplicaRestore.from(client).plan();
    assertEquals(
        plan.bytes() * 1000 / result.restoreRate(), plan.predicted().orElseThrow().toMillis());
    // Also told by the next writer, until it measures itself.
    Replica next = rig.replica(database, client).build();
    next.sync();
    next.heartbeat();
    assertEquals(plan.predicted(), ReplicaRestore.from(client).plan().predicted());
    client.replace(Layout.HEARTBEAT, new byte[] {1});
    assertEquals(Optional.empty(), ReplicaRestore.from(client).plan().predicted());
    rig.assertRestores(ReplicaRestore.from(client), history, 20);
  }

  @Test
  void itKeepsToItsDiskBudget() {
    Replica replica = rig.replica(database, client).scratch(rig.path("scratch"), 1 << 20).build();
    for (int i = 0; i < 20; i++) {
      database.put(History.bytes("large" + i), new byte[100_000]);
    }
    assertThrows(LimitExceededException.class, replica::validate);
  }

  @Test
  void itIsDoneWhenItIsDue() {
    Replica replica = rig.replica(database, client).validationInterval(Duration.ofHours(6)).build();
    for (int i = 0; i < 13; i++) {
      rig.advance(Duration.ofHours(1));
      replica.monitor().syncRound();
      replica.monitor().upkeepRound();
    }
    assertEquals(2, replica.stats().validationsOk());
  }

  @Test
  void whatAKilledValidationLeftIsNotInTheWay() throws Exception {
    Replica replica = rig.replica(database, client).build();
    Path scratch = replica.options().scratchDirectory();
    Files.createDirectory(scratch);
    Files.writeString(scratch.resolve("restored.kv"), "half a database");
    assertTrue(replica.validate().matches());
  }
}
