package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.ship;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @Test
  void whatADatabaseDoesIsRecorded(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      for (String event :
          Set.of(
              "CommitGroup",
              "Sync",
              "Checkpoint",
              "Backup",
              "Restore",
              "Ship",
              "Apply",
              "Archive",
              "HoldDropped")) {
        recording.enable("dev.kedge." + event);
      }
      recording.start();
      doEverything();
      recording.stop();
      recording.dump(file);
    }
    Set<String> names = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
      names.add(event.getEventType().getName());
    }
    assertEquals(
        Set.of(
            "dev.kedge.CommitGroup",
            "dev.kedge.Sync",
            "dev.kedge.Checkpoint",
            "dev.kedge.Backup",
            "dev.kedge.Restore",
            "dev.kedge.Ship",
            "dev.kedge.Apply",
            "dev.kedge.Archive",
            "dev.kedge.HoldDropped"),
        names);
  }

  private void doEverything() {
    boolean[] refuse = {true};
    WalArchive archive =
        (range, content) -> {
          if (refuse[0]) {
            throw new IOException("not yet");
          }
        };
    Database database = databases.open(databases.sim("a.kv").walArchive(archive));
    databases.restore("r.kv", backup(database));
    Database replica = databases.openReplica("r.kv");
    database.holds().create("small", 0, 1);
    put(database, "a", "1");
    database.put(bytes("b"), new byte[60_000]);
    database.put(bytes("c"), new byte[60_000]);
    apply(replica, ship(database, 0));
    assertThrows(ArchiveException.class, database::checkpoint);
    refuse[0] = false;
    put(database, "a", "2");
    database.checkpoint();
  }
}
