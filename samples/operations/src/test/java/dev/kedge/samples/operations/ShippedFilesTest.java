package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kedge.Database;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other files of this sample, each read by what it is for. */
class ShippedFilesTest {

  @TempDir private Path directory;

  @Test
  void theAlertRulesPassTheirOwnTestWherePromtoolIsThere() throws Exception {
    boolean found =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
            .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    assumeTrue(found, "promtool is not installed");
    Process process =
        new ProcessBuilder("promtool", "test", "rules", "alerts-test.yaml")
            .directory(Engine.shipped("prometheus").toFile())
            .redirectErrorStream(true)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), out);
  }

  @Test
  void theFlightRecorderSettingsRecordTheEventsOfKedge() throws Exception {
    Configuration settings = Configuration.create(Engine.shipped("jfr/kedge.jfc"));
    Path dump = directory.resolve("events.jfr");
    try (Recording recording = new Recording(settings)) {
      recording.start();
      try (Database database = Database.open(directory.resolve("app.kv"))) {
        database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
        database.backup(directory.resolve("a.kvbak"));
      }
      recording.stop();
      recording.dump(dump);
    }
    Set<String> seen =
        RecordingFile.readAllEvents(dump).stream()
            .map(RecordedEvent::getEventType)
            .map(type -> type.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertTrue(seen.containsAll(Set.of("dev.kedge.Backup", "dev.kedge.Checkpoint")), seen + "");
  }
}
