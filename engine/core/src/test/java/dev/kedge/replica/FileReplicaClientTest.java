package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DestinationException;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplicaClientTest extends ReplicaClientContractTest {

  @TempDir private Path directory;

  @Override
  protected ReplicaClient open() {
    return new FileReplicaClient(directory.resolve("backups"));
  }

  @Test
  void itsFilesAreForTheirOwnerOnly() throws Exception {
    ReplicaClient client = open();
    Uploads.create(client, Layout.writer(1), new byte[3]);
    client.replace("heartbeat", new byte[3]);
    for (String name : List.of(Layout.writer(1), "heartbeat")) {
      Path file = directory.resolve("backups").resolve(name);
      assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    }
  }

  @Test
  void noDestinationIsMadeWithinAnotherOrWithinALog() throws Exception {
    ReplicaClient outer = open();
    Uploads.create(outer, Layout.writer(1), new byte[3]);
    Uploads.create(outer, Layout.parent(1), new byte[3]);
    Path log = Files.createDirectory(directory.resolve("app.kv-wal"));
    Files.createFile(log.resolve("lock"));
    for (Path within : List.of(directory.resolve("backups/inner"), log, log.resolve("inner"))) {
      ReplicaClient inner = new FileReplicaClient(within);
      DestinationException e =
          assertThrows(
              DestinationException.class,
              () -> Uploads.create(inner, Layout.writer(1), new byte[3]));
      assertTrue(e.getMessage().contains("beside it"), e.getMessage());
    }
    try (Stream<Path> files = Files.walk(directory)) {
      assertFalse(files.anyMatch(file -> file.endsWith("inner")));
    }
  }

  @Test
  void aDirectoryThatIsGoneIsMissedAndNotMadeAgain() throws Exception {
    ReplicaClient client = open();
    client.replace("heartbeat", new byte[3]);
    assertTrue(client.find("heartbeat").isPresent());
    Path root = directory.resolve("backups");
    Path away = directory.resolve("away");
    Files.move(root, away);
    assertThrows(DestinationException.class, () -> client.replace("heartbeat", new byte[3]));
    assertThrows(DestinationException.class, () -> client.upload(Layout.writer(1)));
    assertThrows(DestinationException.class, () -> client.list("", "", 10));
    assertFalse(Files.exists(root));
    Files.move(away, root);
    client.replace("heartbeat", new byte[3]);
  }

  @Test
  void directoriesAndFilesThatBeginAlikeAreListedInTheOrderOfWholeNames() {
    ReplicaClient client = open();
    List<String> names = List.of("a-1", "a.b", "a/b", "a0", "a1/x-1", "a1/x.1", "a1/x/y");
    for (String name : names) {
      Uploads.create(client, name, new byte[1]);
    }
    assertEquals(names, Destination.listAll(client, "").stream().map(ObjectInfo::name).toList());
    List<String> onePerPage = new ArrayList<>();
    String after = "";
    for (ObjectPage page = client.list("", after, 1); !page.objects().isEmpty(); ) {
      after = page.objects().get(0).name();
      onePerPage.add(after);
      page = client.list("", after, 1);
    }
    assertEquals(names, onePerPage);
  }

  @Test
  void aNameThatLeavesTheDirectoryIsRefused() {
    ReplicaClient client = open();
    assertThrows(IllegalArgumentException.class, () -> client.find("../outside"));
    assertThrows(IllegalArgumentException.class, () -> client.delete(""));
  }

  @Test
  void whatAKilledUploadLeftIsSweptByAge() {
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    SimStorage disk = new SimStorage();
    FileReplicaClient client =
        new FileReplicaClient(disk, SimStorage.ROOT.resolve("backups"), () -> now);
    client.upload("heartbeat"); // never closed: its process was killed
    FileReplicaClient later =
        new FileReplicaClient(disk.kill(), SimStorage.ROOT.resolve("backups"), () -> now);
    assertEquals(0, later.sweep(now.minus(Duration.ofHours(1))));
    assertEquals(1, later.sweep(now.plusSeconds(1)));
    assertEquals(0, later.sweep(now.plusSeconds(1)));
  }

  @Test
  void whatIsPublishedSurvivesAPowerCut() {
    for (long seed = 1; seed <= 50; seed++) {
      SimStorage disk = new SimStorage();
      Path root = SimStorage.ROOT.resolve("backups");
      FileReplicaClient client = new FileReplicaClient(disk, root, () -> Instant.EPOCH);
      assertTrue(Uploads.create(client, Layout.segment(1, 1, 9, 1), new byte[5000]));
      client.replace("heartbeat", new byte[100]);
      SimStorage after = disk.crash(new Random(seed));
      FileReplicaClient again = new FileReplicaClient(after, root, () -> Instant.EPOCH);
      assertEquals(
          List.of(
              new ObjectInfo(Layout.segment(1, 1, 9, 1), 5000), new ObjectInfo("heartbeat", 100)),
          again.list("", "", 1000).objects(),
          "seed " + seed);
    }
  }
}
