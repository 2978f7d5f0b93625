package dev.kedge.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Restore;
import dev.kedge.cli.Kedges.Ran;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on a database that another process has open. */
@SuppressWarnings("try") // owners are there, and that is all
class OwnerCommandsTest {

  @TempDir Path directory;
  private Kedges kedge;

  @BeforeEach
  void create() {
    kedge = new Kedges(directory);
  }

  private OwnerProcess owner(String... jvm) throws IOException {
    return OwnerProcess.start(kedge.file("app.kv"), jvm);
  }

  /** What there is in the operations directory. */
  private List<String> there() throws IOException {
    Path backups = kedge.file("app.kv-backups");
    if (!Files.exists(backups)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(backups)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String refused(int code, String part, String... arguments) {
    String line = kedge.run(arguments).failed(code);
    assertTrue(line.startsWith("kedge: ") && line.contains(part), line);
    return line;
  }

  @Test
  void theOwnerMaintainsTheDatabaseAndTellsOfIt() throws IOException {
    try (OwnerProcess owner = owner()) {
      Ran checkpoint = kedge.run("checkpoint", "@app.kv");
      checkpoint.done();
      assertTrue(checkpoint.err().startsWith("checkpoint at version 100: "), checkpoint.err());
      assertTrue(kedge.run("check", "@app.kv").done().startsWith("ok: version 100, 100 entries"));
      assertTrue(kedge.run("compact", "@app.kv", "--json").done().contains("\"pagesAfter\":"));
      String info = kedge.run("info", "@app.kv", "--json").done();
      for (String part :
          List.of(
              "\"version\":100,",
              "\"role\":\"PRIMARY\"",
              "\"checkpointVersion\":100,",
              "\"entries\":100,",
              "\"pageSize\":8192,",
              "\"commitTime\":\"2",
              "\"holds\":0}")) {
        assertTrue(info.contains(part), info);
      }
      String stats = kedge.run("stats", "@app.kv", "--json").done();
      assertTrue(stats.contains("\"commitLatency\":{\"count\":100,\"p50Seconds\":"), stats);
    }
  }

  @Test
  void holdsAreThoseOfTheOwner() throws IOException {
    try (OwnerProcess owner = owner()) {
      String created = kedge.run("hold", "create", "@app.kv", "r", "--json").done();
      assertTrue(created.contains("\"name\":\"r\",\"version\":100,\"capBytes\":1073741824"));
      refused(ExitCode.REFUSED, "drop it first", "hold", "create", "@app.kv", "r");
      kedge.run("hold", "advance", "@app.kv", "r", "--through", "100").done();
      String back = kedge.run("hold", "advance", "@app.kv", "r", "--through", "5", "--json").done();
      assertEquals("{\"name\":\"r\",\"version\":100}\n", back);
      refused(ExitCode.REFUSED, "101", "hold", "advance", "@app.kv", "r", "--through", "101");
      assertTrue(kedge.run("hold", "list", "@app.kv").done().startsWith("r\t100\t"));
      kedge.run("hold", "drop", "@app.kv", "r").done();
      assertEquals(ExitCode.NOT_THERE, kedge.run("hold", "drop", "@app.kv", "r").code());
      assertEquals(
          ExitCode.NOT_THERE,
          kedge.run("hold", "advance", "@app.kv", "r", "--through", "1").code());
      refused(ExitCode.USAGE, "a/b", "hold", "create", "@app.kv", "a/b");
    }
  }

  @Test
  void aBackupGoesWhereItIsWantedAndNothingStaysBehind() throws IOException {
    try (OwnerProcess owner = owner()) {
      Ran toFile = kedge.run("backup", "@app.kv", "--output", "@b");
      toFile.done();
      String digest = Restore.verify(kedge.file("b")).digest();
      assertTrue(toFile.err().startsWith("backup of version 100 ("), toFile.err());
      assertTrue(toFile.err().strip().endsWith("digest " + digest), toFile.err());
      assertEquals("rw-------", permissions("b"));
      Ran piped = kedge.run("backup", "@app.kv");
      piped.done();
      assertArrayEquals(Files.readAllBytes(kedge.file("b")), piped.bytes());
      Ran compressed = kedge.run("backup", "@app.kv", "--compress", "--output", "@c", "--json");
      assertTrue(compressed.done().contains("\"compressed\":true"), compressed.out());
      assertEquals(100, Restore.verify(kedge.file("c")).position().version());
      assertEquals(List.of(), there());
      refused(ExitCode.REFUSED, "b exists", "backup", "@app.kv", "--output", "@b");
      refused(ExitCode.REFUSED, "nix", "backup", "@app.kv", "--output", "@nix/b");
      assertEquals(List.of(), there());
      kedge.run("backup", "@app.kv", "--owner-file", "kept.kvbak").done();
      assertEquals(List.of("kept.kvbak"), there());
      refused(ExitCode.USAGE, "kept", "backup", "@app.kv", "--owner-file", "kept.kvbak");
      refused(ExitCode.USAGE, "no name", "backup", "@app.kv", "--owner-file", "../x");
    }
    refused(ExitCode.USAGE, "none has", "backup", "@app.kv", "--owner-file", "kept.kvbak");
  }

  private String permissions(String name) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(kedge.file(name)));
  }

  @Test
  void whatIsStoppedIsCancelledThereAndLeavesNothing() throws IOException {
    try (OwnerProcess owner = owner()) {
      kedge.stop();
      String line = kedge.run("backup", "@app.kv", "--compress").failed(ExitCode.REFUSED);
      assertTrue(line.contains(" was cancelled"), line);
      assertEquals(List.of(), there());
    }
  }

  @Test
  void logGoesFromOneOwnerToAnother() throws IOException {
    try (OwnerProcess owner = owner()) {
      kedge.run("backup", "@app.kv", "--output", "@b").done();
      Ran shipped = kedge.run("ship", "@app.kv", "--after", "10", "--output", "@log");
      shipped.done();
      assertTrue(shipped.err().startsWith("shipped versions 11 to 100: "), shipped.err());
      Ran all = kedge.run("ship", "@app.kv");
      all.done();
      assertTrue(all.err().startsWith("shipped versions 1 to 100: "), all.err());
      assertTrue(
          kedge.run("ship", "@app.kv", "--after", "100").err().contains("after version 100"));
      refused(ExitCode.REFUSED, "version", "ship", "@app.kv", "--after", "2000");
      assertEquals(List.of(), there());
      refused(ExitCode.REFUSED, "as a primary", "replay", "@app.kv", "--input", "@log");
    }
    kedge.run("set", "@app.kv", "more", "x").done();
    Files.createDirectory(directory.resolve("standby"));
    Kedges standby = new Kedges(directory.resolve("standby"));
    standby.run("restore", "@app.kv", "--input", kedge.file("b").toString()).done();
    Files.createFile(standby.file("replica"));
    byte[] rest = kedge.run("ship", "@app.kv", "--after", "100").bytes();
    try (OwnerProcess owner = OwnerProcess.start(standby.file("app.kv"))) {
      Ran skipped = standby.run("replay", "@app.kv", "--input", kedge.file("log").toString());
      skipped.done();
      assertTrue(skipped.err().startsWith("replayed 0 commits: at version 100 ("), skipped.err());
      Ran applied = standby.pipe(rest, "apply", "@app.kv", "--until", "101");
      applied.done();
      assertTrue(applied.err().startsWith("replayed 1 commits: at version 101 ("), applied.err());
      rest[rest.length / 2] ^= 1;
      assertEquals(ExitCode.DAMAGED, standby.pipe(rest, "apply", "@app.kv").code());
      try (Stream<Path> left = Files.list(standby.file("app.kv-backups"))) {
        assertEquals(0, left.count());
      }
      assertTrue(Files.exists(kedge.file("log")));
      promotes(standby, owner);
    }
  }

  private static void promotes(Kedges standby, OwnerProcess owner) {
    String line = standby.run("promote", "@app.kv").failed(ExitCode.REFUSED);
    assertTrue(line.contains("pid " + owner.pid()) && line.contains("--confirm app.kv"), line);
    standby.run("promote", "@app.kv", "--confirm", "x").failed(ExitCode.REFUSED);
    Ran promoted = standby.answer("app.kv\n", "promote", "@app.kv");
    promoted.done();
    assertTrue(promoted.err().contains("promoted at version 101 ("), promoted.err());
    assertTrue(standby.run("info", "@app.kv").done().contains("PRIMARY"));
    String again =
        standby.run("promote", "@app.kv", "--confirm", "app.kv").failed(ExitCode.REFUSED);
    assertTrue(again.contains("app.kv is a primary already: nothing was done"), again);
  }

  @Test
  void anArchiveIsReplayedByTheOwner() throws IOException {
    Files.createDirectory(directory.resolve("archive"));
    kedge.run("create", "@app.kv").done();
    kedge.run("backup", "@app.kv", "--output", "@b").done();
    kedge.run("set", "@app.kv", "k", "v", "--wal-archive", "@archive").done();
    kedge.run("checkpoint", "@app.kv", "--wal-archive", "@archive").done();
    Kedges standby = new Kedges(Files.createDirectory(directory.resolve("standby")));
    standby.run("restore", "@app.kv", "--input", kedge.file("b").toString()).done();
    Files.createFile(standby.file("replica"));
    try (OwnerProcess owner = OwnerProcess.start(standby.file("app.kv"))) {
      Ran applied = standby.run("replay", "@app.kv", "--input", kedge.file("archive").toString());
      applied.done();
      assertTrue(applied.err().startsWith("replayed 1 commits: at version 1 ("), applied.err());
      try (Stream<Path> left = Files.list(standby.file("app.kv-backups"))) {
        assertEquals(0, left.count());
      }
    }
  }

  @Test
  void whatTheOwnerDoesNotAllowIsRefused() throws IOException {
    try (OwnerProcess owner = owner("-Dkedge.jmx.operations=safe")) {
      refused(ExitCode.REFUSED, "operations is safe", "promote", "@app.kv", "--confirm", "app.kv");
      kedge.run("hold", "create", "@app.kv", "h").done();
      refused(ExitCode.REFUSED, "operations is safe", "hold", "drop", "@app.kv", "h");
      refused(
          ExitCode.REFUSED,
          "no archive",
          "checkpoint",
          "@app.kv",
          "--wal-archive",
          directory.toString());
    }
    try (OwnerProcess owner = owner("-Dkedge.jmx.operations=none")) {
      refused(ExitCode.REFUSED, "operations is none", "backup", "@app.kv", "--output", "@b");
      assertTrue(kedge.run("info", "@app.kv").done().contains("200"));
      assertFalse(Files.exists(kedge.file("b")));
    }
  }

  @Test
  void anOwnerThatCantBeReachedIsNamedWithWhatToDo() throws IOException {
    try (OwnerProcess owner = OwnerProcess.startWithoutBeans(kedge.file("app.kv"))) {
      String pid = "in use by pid " + owner.pid() + " on ";
      String line = refused(ExitCode.REFUSED, pid, "backup", "@app.kv", "--output", "@b");
      assertTrue(line.contains("kedge-jmx"), line);
      assertTrue(refused(ExitCode.REFUSED, pid, "sync", "@app.kv", "file:///nix").contains("-jmx"));
    }
    try (OwnerProcess owner = owner("-XX:+DisableAttachMechanism")) {
      String line = refused(ExitCode.REFUSED, "pid " + owner.pid(), "info", "@app.kv");
      assertTrue(line.contains("--jmx HOST:PORT"), line);
    }
    refused(ExitCode.REFUSED, "127.0.0.1:1", "info", "@app.kv", "--jmx", "127.0.0.1:1");
    refused(ExitCode.USAGE, "no host and port", "info", "@app.kv", "--jmx", "here");
    refused(ExitCode.USAGE, "need --jmx", "info", "@app.kv", "--jmx-user", "me");
  }

  @Test
  void aPortWorksLikeTheProcessItself() throws IOException {
    int port = freePort();
    try (OwnerProcess owner =
        owner(
            "-Dcom.sun.management.jmxremote.port=" + port,
            "-Dcom.sun.management.jmxremote.host=127.0.0.1",
            "-Djava.rmi.server.hostname=127.0.0.1",
            "-Dcom.sun.management.jmxremote.authenticate=false",
            "-Dcom.sun.management.jmxremote.ssl=false")) {
      String at = "127.0.0.1:" + port;
      kedge.run("backup", "@app.kv", "--output", "@b", "--jmx", at).done();
      assertEquals(100, Restore.verify(kedge.file("b")).position().version());
      assertTrue(kedge.run("info", "@app.kv", "--jmx", at).done().contains("PRIMARY"));
      refused(ExitCode.REFUSED, "other.kv", "info", "@other.kv", "--jmx", at);
      assertEquals(List.of(), there());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void theOwnersReplicasAreWorkedThroughIt() throws IOException {
    Path destination = directory.resolve("backups");
    String url = "file://" + destination;
    try (OwnerProcess owner = OwnerProcess.startWithReplica(kedge.file("app.kv"), destination)) {
      Ran synced = kedge.run("sync", "@app.kv", url);
      synced.done();
      assertTrue(synced.err().startsWith("synced nothing new: at version 100 ("), synced.err());
      assertTrue(kedge.run("snapshot", "@app.kv", url, "--json").done().contains("\"object\":"));
      Ran validated = kedge.run("validate", "@app.kv", url);
      validated.done();
      assertTrue(validated.err().startsWith("validated version 100 ("), validated.err());
      kedge.run("retain", "@app.kv", url, "--dry-run").done();
      assertTrue(kedge.run("retain", "@app.kv", url, "--json").done().contains("\"objects\":["));
      assertTrue(kedge.run("replicate", "@app.kv", url, "--once").err().contains("main: synced "));
      Ran started = kedge.run("replicate", "@app.kv", url);
      started.done();
      String process = "main: pid " + owner.pid() + " replicates ";
      assertTrue(started.err().startsWith(process), started.err());
      assertTrue(started.err().contains(": running, at version 100"), started.err());
      refused(
          ExitCode.REFUSED, "leave out --retention", "retain", "@app.kv", url, "--retention", "1h");
      String other =
          refused(ExitCode.REFUSED, "no replica 'main' to ", "sync", "@app.kv", url + "2");
      assertTrue(other.contains("(but 'main' to " + url + ")"), other);
    }
  }
}
