package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A destination with 25 versions, five to a segment, and a snapshot each five from the fifth. */
abstract class RestoredDestination {

  @TempDir private Path directory;
  ReplicaRig rig;
  final History history = new History(3);
  final MemoryReplicaClient client = new MemoryReplicaClient();
  Database database;
  Replica replica;

  @BeforeEach
  void setUp() {
    rig = new ReplicaRig(directory);
    database = rig.open("app.kv");
    replica = rig.replica(database, client).build();
    rig.commits(database, history, 5);
    replica.sync();
    for (int i = 0; i < 4; i++) {
      rig.commits(database, history, 5);
      replica.sync();
      replica.snapshot();
    }
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  final String segmentOf(long version) {
    return segmentOf(client, version);
  }

  static String segmentOf(ReplicaClient client, long version) {
    return Destination.list(client).segments().stream()
        .filter(one -> one.firstVersion() <= version && one.lastVersion() >= version)
        .findFirst()
        .orElseThrow()
        .object();
  }

  final String snapshotOf(long version) {
    return Layout.snapshot(database.position().generation(), version);
  }

  static void assertParentIsNamed(long generation, Executable work) {
    DestinationException e = assertThrows(DestinationException.class, work);
    assertTrue(e.isDamaged());
    assertEquals(Layout.parent(generation), e.object());
  }
}
