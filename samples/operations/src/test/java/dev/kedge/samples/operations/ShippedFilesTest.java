package dev.kedge.samples.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kedge.Database;
import dev.kedge.jmx.BackupMXBean;
import dev.kedge.jmx.ConnectorOptions;
import dev.kedge.jmx.OwnerClient;
import dev.kedge.jmx.SecuredConnector;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.ObjectName;
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

  @Test
  void theOptionsOfTheServiceAreUnderstood() throws Exception {
    Matcher option =
        Pattern.compile("-D(kedge\\.jmx\\.[\\w.]+)=([^\"\\\\\n]*)")
            .matcher(Files.readString(Engine.shipped("systemd/kedge-app.service")));
    Map<String, String> options = new TreeMap<>();
    while (option.find()) {
      options.put(option.group(1), option.group(2).strip());
    }
    assertEquals(10, options.size(), options.toString());
    options.keySet().removeIf(ShippedFilesTest::isOfTheHost);
    options.forEach(System::setProperty);
    try (Database database = Database.open(directory.resolve("service.kv"))) {
      assertEquals("all", attribute("Operations", "Policy"));
      awaitSchedule("at 03:00");
      assertEquals(7, attribute("Backup", "KeepCount"));
      assertEquals(14 * 86_400.0, attribute("Backup", "KeepSeconds"));
      assertEquals(0, database.position().version());
    } finally {
      options.keySet().forEach(System::clearProperty);
    }
  }

  /** It is set in the background, as the directory has to be read for it. */
  private static void awaitSchedule(String when) {
    long start = System.nanoTime();
    while (!attribute("Backup", "Schedule").equals(when)) {
      assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(30), "no schedule");
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** A place or port, which is another one here. */
  private static boolean isOfTheHost(String option) {
    return !option.equals("kedge.jmx.operations") && !option.startsWith("kedge.jmx.backup.");
  }

  private static Object attribute(String bean, String name) {
    try {
      return ManagementFactory.getPlatformMBeanServer()
          .getAttribute(new ObjectName("dev.kedge:type=" + bean + ",database=service.kv"), name);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void theTemplatesOfTheConnectorLetTheirUsersInAsWhatTheyAre() throws Exception {
    Path keys = directory.resolve("keys.p12");
    Path keysPassword = secret("keys.password", "only-for-tests");
    ConnectorKey.make(keys, "only-for-tests");
    Path passwords =
        secret("jmx.password", Files.readString(Engine.shipped("connector/jmx.password.example")));
    ConnectorOptions options =
        new ConnectorOptions(
            "127.0.0.1", 0, keys, keysPassword, passwords, Engine.shipped("connector/jmx.access"));
    Path file = directory.resolve("app.kv");
    try (Database database = Database.open(file);
        SecuredConnector connector = SecuredConnector.start(options);
        OwnerClient grafana = login(connector, "grafana");
        OwnerClient job = login(connector, "backup-job");
        OwnerClient ada = login(connector, "ada")) {
      assertEquals("PRIMARY", grafana.database(file).state().getRole());
      BackupMXBean forGrafana = grafana.database(file).backups();
      assertThrows(SecurityException.class, () -> forGrafana.backup("a.kvbak"));
      BackupMXBean forTheJob = job.database(file).backups();
      assertEquals("DONE", forTheJob.backup("a.kvbak").state());
      assertThrows(SecurityException.class, () -> forTheJob.deleteBackup("a.kvbak", "a.kvbak"));
      ada.database(file).backups().deleteBackup("a.kvbak", "a.kvbak");
      assertEquals(0, database.position().version());
    }
  }

  private static OwnerClient login(SecuredConnector connector, String user) {
    return OwnerClient.connect(
        "127.0.0.1", connector.port(), new OwnerClient.Login(user, "CHANGE-ME"));
  }

  /** A file that only its owner can read. */
  private Path secret(String name, String content) throws IOException {
    Path file =
        Files.createFile(
            directory.resolve(name),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, content);
  }
}
