package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.cli.Kedges.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryCommandsTest {

  @TempDir Path directory;
  private Kedges kedge;

  @BeforeEach
  void createAndSetThreeTimes() {
    kedge = new Kedges(directory);
    kedge.run("create", "@app.kv", "--page-size", "4096").done();
    set("app.kv", 1, 3);
  }

  private void set(String database, int from, int to) {
    for (int i = from; i <= to; i++) {
      kedge.run("set", "@" + database, "k" + i, "v" + i).done();
    }
  }

  private String keys(String database) {
    return String.join(
        " ",
        kedge.run("scan", "@" + database).lines().stream()
            .map(line -> line.split("\t", -1)[0])
            .toList());
  }

  @Test
  void aBackupInAPipeIsTheOneInAFile() throws IOException {
    Ran piped = kedge.run("backup", "@app.kv");
    assertEquals(ExitCode.DONE, piped.code());
    assertTrue(piped.err().startsWith("backup of version 3 ("), piped.err());
    Ran filed = kedge.run("backup", "@app.kv", "--output", "@b.kvbak", "--json");
    assertTrue(filed.done().contains("\"version\":3,"), filed.out());
    assertEquals("", filed.err());
    assertArrayEquals(piped.bytes(), Files.readAllBytes(kedge.file("b.kvbak")));
    Ran verified = kedge.pipe(piped.bytes(), "verify", "--json");
    assertTrue(verified.done().contains("\"pageSize\":4096,"), verified.out());
    assertEquals(verified.lines().size(), 1);
    assertTrue(kedge.run("verify", "@b.kvbak").lines().contains("version         3"));
  }

  @Test
  void aRestoredBackupIsTheDatabase() throws IOException {
    byte[] backup = kedge.run("backup", "@app.kv", "--compress").bytes();
    Ran restored = kedge.pipe(backup, "restore", "@copy.kv");
    assertTrue(restored.err().startsWith("restored version 3 ("), restored.err());
    assertEquals("", restored.done());
    assertArrayEquals(
        Files.readAllBytes(kedge.file("app.kv")), Files.readAllBytes(kedge.file("copy.kv")));
    assertTrue(
        kedge
            .pipe(backup, "restore", "@copy.kv")
            .failed(ExitCode.REFUSED)
            .contains("copy.kv exists"));
  }

  @Test
  void aDamagedBackupEndsWithFourAndLeavesNothing() throws IOException {
    byte[] backup = kedge.run("backup", "@app.kv").bytes();
    byte[] half = Arrays.copyOf(backup, backup.length / 2);
    kedge.pipe(half, "verify").failed(ExitCode.DAMAGED);
    kedge.pipe(half, "restore", "@copy.kv").failed(ExitCode.DAMAGED);
    backup[5000] ^= 1;
    Files.write(kedge.file("bad.kvbak"), backup);
    assertTrue(
        kedge
            .run("verify", "@bad.kvbak")
            .failed(ExitCode.DAMAGED)
            .contains("fetch or create it again"));
    assertFalse(Files.exists(kedge.file("copy.kv")));
  }

  @Test
  void aReplicaFollowsThroughAPipe() {
    kedge.pipe(kedge.run("backup", "@app.kv").bytes(), "restore", "@replica.kv").done();
    set("app.kv", 4, 6);
    Ran shipped = kedge.run("ship", "@app.kv", "--after", "3");
    assertTrue(shipped.err().startsWith("shipped versions 4 to 6: "), shipped.err());
    Ran replayed = kedge.pipe(shipped.bytes(), "replay", "@replica.kv");
    assertTrue(replayed.err().startsWith("replayed 3 commits: at version 6 ("), replayed.err());
    assertEquals("k1 k2 k3 k4 k5 k6", keys("replica.kv"));
    assertTrue(kedge.run("info", "@replica.kv", "--json").done().contains("\"role\":\"REPLICA\""));
    Ran again = kedge.pipe(shipped.bytes(), "apply", "@replica.kv", "--json");
    assertTrue(again.done().contains("\"applied\":0,\"skipped\":3"), again.out());
    assertTrue(kedge.run("ship", "@app.kv", "--after", "6", "-o", "@n").err().contains("nothing"));
  }

  @Test
  void severalShipmentsOneAfterAnotherAreAllReplayed() {
    kedge.pipe(kedge.run("backup", "@app.kv").bytes(), "restore", "@replica.kv").done();
    set("app.kv", 4, 4);
    byte[] first = kedge.run("ship", "@app.kv", "--after", "3").bytes();
    set("app.kv", 5, 5);
    byte[] second = kedge.run("ship", "@app.kv", "--after", "4").bytes();
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    Ran replayed = kedge.pipe(both, "replay", "@replica.kv", "--json");
    assertTrue(replayed.done().contains("\"applied\":2,"), replayed.out());
    assertEquals("k1 k2 k3 k4 k5", keys("replica.kv"));
  }

  @Test
  void aReplicaRefusesWritesUntilItIsPromoted() {
    kedge.pipe(kedge.run("backup", "@app.kv").bytes(), "restore", "@replica.kv").done();
    kedge.pipe(kedge.run("ship", "@app.kv").bytes(), "replay", "@replica.kv").done();
    assertTrue(
        kedge
            .run("set", "@replica.kv", "k", "v")
            .failed(ExitCode.REFUSED)
            .contains("is a replica"));
    kedge.run("load", "@replica.kv").failed(ExitCode.REFUSED);
    Ran promoted = kedge.run("promote", "@replica.kv");
    assertTrue(promoted.err().startsWith("promoted at version 3 ("), promoted.err());
    kedge.run("set", "@replica.kv", "k", "v").done();
    assertTrue(kedge.run("info", "@replica.kv", "--json").done().contains("\"role\":\"PRIMARY\""));
  }

  @Test
  void aPrimaryIsNoReplicaByMistake() {
    byte[] log = kedge.run("ship", "@app.kv").bytes();
    assertTrue(kedge.pipe(log, "replay", "@app.kv").failed(ExitCode.REFUSED).contains("--follow"));
    set("app.kv", 4, 4);
    kedge.pipe(log, "replay", "@app.kv", "--follow").done();
    kedge.run("set", "@app.kv", "k", "v").failed(ExitCode.REFUSED);
  }

  @Test
  void whatIsNoLogMakesNoReplica() throws IOException {
    byte[] backup = kedge.run("backup", "@app.kv", "-o", "@b").bytes();
    assertEquals(0, backup.length);
    Files.writeString(kedge.file("garbage"), "no log at all");
    Files.createDirectory(kedge.file("empty"));
    String[] follow = {"replay", "@app.kv", "--follow", "--input"};
    refuses(ExitCode.REFUSED, "no such file", follow, "@nix");
    refuses(ExitCode.DAMAGED, "garbage is no shipped log", follow, "@garbage");
    refuses(ExitCode.DAMAGED, "b is a backup (restore it)", follow, "@b");
    refuses(ExitCode.REFUSED, "empty has no archived log", follow, "@empty");
    String line = refuses(ExitCode.DAMAGED, "the input is no shipped log", follow, "/dev/null");
    assertEquals(line.indexOf("and retry"), line.lastIndexOf("and retry"));
    set("app.kv", 4, 4);
    assertTrue(kedge.run("info", "@app.kv").done().contains("PRIMARY"));
  }

  private String refuses(int code, String part, String[] command, String input) {
    String[] all = Arrays.copyOf(command, command.length + 1);
    all[command.length] = input;
    String line = kedge.run(all).failed(code);
    assertTrue(line.contains(part), line);
    return line;
  }

  @Test
  void aPrimaryIsNotPromotedAgain() {
    String line = kedge.run("promote", "@app.kv").failed(ExitCode.REFUSED);
    assertTrue(line.endsWith("app.kv is a primary already: nothing was done"), line);
    kedge.pipe(kedge.run("backup", "@app.kv").bytes(), "restore", "@copy.kv").done();
    kedge.run("promote", "@copy.kv").done();
    kedge.run("promote", "@copy.kv").failed(ExitCode.REFUSED);
  }

  @Test
  void inputComesThroughANamedPipe() throws Exception {
    Path pipe = kedge.file("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    kedge.run("backup", "@app.kv", "-o", "@b").done();
    set("app.kv", 4, 5);
    kedge.run("ship", "@app.kv", "--after", "3", "-o", "@log").done();
    Files.writeString(kedge.file("csv"), "key,value\nk6,v6\n");
    feed("b", pipe);
    assertTrue(kedge.run("verify", "@pipe").done().contains("version         3"));
    feed("b", pipe);
    kedge.run("restore", "@copy.kv", "-i", "@pipe").done();
    feed("log", pipe);
    kedge.run("replay", "@copy.kv", "-i", "@pipe").done();
    assertEquals("k1 k2 k3 k4 k5", keys("copy.kv"));
    feed("csv", pipe);
    kedge.run("import", "@app.kv", "--format", "csv", "-i", "@pipe").done();
    feed("csv", pipe);
    kedge.run("set", "@app.kv", "k7", "-i", "@pipe").done();
    assertEquals("k1 k2 k3 k4 k5 k6 k7", keys("app.kv"));
  }

  private void feed(String file, Path pipe) throws IOException {
    // Of a shell, as whoever opens a pipe for writing waits for its reader.
    new ProcessBuilder(
            "sh", "-c", "cat \"$1\" > \"$2\"", "sh", kedge.file(file).toString(), pipe.toString())
        .start();
  }

  @Test
  void outputGoesToADeviceThatIsThere() {
    for (String command : List.of("backup", "ship", "dump")) {
      kedge.run(command, "@app.kv", "-o", "/dev/null").done();
      Ran full = kedge.run(command, "@app.kv", "-o", "/dev/full");
      assertTrue(full.failed(ExitCode.FAILED).contains("/dev/full: No space left"), full.err());
    }
    assertTrue(
        kedge.run("backup", "@app.kv", "-o", "/dev/null", "--json").done().contains("digest"));
  }

  @Test
  void aHoldSaysWhereItIsAndNeverGoesBack() {
    kedge.run("hold", "create", "@app.kv", "h", "--after", "2").done();
    Ran back = kedge.run("hold", "advance", "@app.kv", "h", "--through", "0");
    assertEquals("hold h: log after version 2 stays\n", back.err());
    assertEquals(
        "{\"name\":\"h\",\"version\":2}\n",
        kedge.run("hold", "advance", "@app.kv", "h", "--through", "1", "--json").done());
    String line =
        kedge.run("hold", "advance", "@app.kv", "h", "--through", "99").failed(ExitCode.REFUSED);
    assertTrue(line.contains("version 99 is not there yet"), line);
  }

  @Test
  void anArchiveIsReplayedUntilAVersionOrAnInstant() throws IOException {
    kedge.run("backup", "@app.kv", "--output", "@b.kvbak").done();
    set("app.kv", 4, 8);
    Files.createDirectory(kedge.file("archive"));
    kedge.run("checkpoint", "@app.kv", "--wal-archive", "@archive").done();
    kedge.run("restore", "@v.kv", "--input", "@b.kvbak").done();
    Ran replayed = kedge.run("replay", "@v.kv", "--input", "@archive", "--until", "6");
    assertEquals("", replayed.done());
    assertEquals("k1 k2 k3 k4 k5 k6", keys("v.kv"));
    String time =
        kedge.run("watch", "@v.kv", "--after", "4", "--once").lines().get(0).split("\t", -1)[1];
    kedge.run("restore", "@t.kv", "--input", "@b.kvbak").done();
    kedge.run("replay", "@t.kv", "-i", "@archive", "--until-timestamp", time).done();
    assertEquals("k1 k2 k3 k4 k5", keys("t.kv"));
    assertTrue(
        kedge
            .run("replay", "@t.kv", "-i", "@archive", "--until", "99")
            .failed(ExitCode.REFUSED)
            .contains("recovery target version 99"));
  }

  @Test
  void aGapIsRefused() {
    kedge.pipe(kedge.run("backup", "@app.kv").bytes(), "restore", "@replica.kv").done();
    set("app.kv", 4, 6);
    byte[] log = kedge.run("ship", "@app.kv", "--after", "4").bytes();
    assertTrue(
        kedge.pipe(log, "replay", "@replica.kv").failed(ExitCode.REFUSED).contains("version 4"));
  }

  @Test
  void holdsAreMadeAdvancedListedAndDropped() {
    kedge.run("hold", "create", "@app.kv", "r1", "--after", "1", "--cap", "256M").done();
    kedge.run("hold", "create", "@app.kv", "r1").failed(ExitCode.REFUSED);
    List<String> lines = kedge.run("hold", "list", "@app.kv").lines();
    assertEquals(1, lines.size());
    assertTrue(lines.get(0).matches("r1\t1\t\\d+\t268435456"), lines.get(0));
    kedge.run("hold", "advance", "@app.kv", "r1", "--through", "3").done();
    assertTrue(
        kedge
            .run("hold", "list", "@app.kv", "--json")
            .done()
            .startsWith("{\"name\":\"r1\",\"version\":3,"));
    kedge.run("hold", "drop", "@app.kv", "r1").done();
    kedge.run("hold", "drop", "@app.kv", "r1").failed(ExitCode.NOT_THERE);
    kedge.run("hold", "advance", "@app.kv", "r1", "--through", "3").failed(ExitCode.NOT_THERE);
    assertEquals("", kedge.run("hold", "list", "@app.kv").done());
  }

  @Test
  void infoHasWhatScriptsNeed() {
    String info = kedge.run("info", "@app.kv", "--json").done();
    for (String part :
        List.of(
            "\"version\":3,",
            "\"generation\":\"",
            "\"role\":\"PRIMARY\"",
            "\"checkpointVersion\":3,",
            "\"pageSize\":4096,",
            "\"pages\":",
            "\"logBytes\":")) {
      assertTrue(info.contains(part), info);
    }
    assertEquals(1, info.lines().count());
    assertTrue(
        kedge.run("stats", "@app.kv", "--json").done().contains("\"commitLatency\":{\"count\":0,"));
  }

  @Test
  void upkeepSaysWhatItDid() throws IOException {
    assertTrue(kedge.run("check", "@app.kv").done().startsWith("ok: version 3, 3 entries, "));
    assertTrue(kedge.run("checkpoint", "@app.kv").err().startsWith("checkpoint at version 3: "));
    assertTrue(kedge.run("compact", "@app.kv", "--json").done().contains("\"pagesAfter\":"));
    byte[] file = Files.readAllBytes(kedge.file("app.kv"));
    int leaf = new String(file, ISO_8859_1).indexOf("v2");
    file[leaf] ^= 1;
    Files.write(kedge.file("app.kv"), file);
    Ran check = kedge.run("check", "@app.kv");
    assertEquals(ExitCode.DAMAGED, check.code());
    assertTrue(check.out().contains("app.kv"), check.out());
    kedge.run("get", "@app.kv", "k2").failed(ExitCode.DAMAGED);
  }
}
