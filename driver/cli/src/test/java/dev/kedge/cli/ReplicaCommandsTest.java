package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.cli.Kedges.Ran;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaCommandsTest {

  @TempDir Path directory;
  private Kedges kedge;
  private String destination;

  /** A snapshot of version 3, a segment with version 4, one with versions 5 and 6. */
  @BeforeEach
  void replicate() {
    kedge = new Kedges(directory);
    destination = url("destination");
    kedge.run("create", "@app.kv").done();
    set(1, 3);
    sync();
    set(4, 4);
    sync();
    set(5, 6);
    sync();
  }

  private String url(String name) {
    return "file://" + directory.resolve(name);
  }

  private void set(int from, int to) {
    for (int i = from; i <= to; i++) {
      kedge.run("set", "@app.kv", "k" + i, "v" + i).done();
    }
  }

  private Ran sync() {
    Ran ran = kedge.run("sync", "@app.kv", destination);
    ran.done();
    return ran;
  }

  private String keys(String database) {
    return String.join(
        " ",
        kedge.run("scan", "@" + database).lines().stream()
            .map(line -> line.split("\t", -1)[0])
            .toList());
  }

  private String generation() {
    return kedge.run("generations", destination).lines().get(0).split("\t", -1)[0];
  }

  @Test
  void aSyncTellsWhatItStored() {
    set(7, 8);
    assertTrue(sync().err().startsWith("synced 2 commits in 1 segments of "));
    Ran idle = kedge.run("sync", "@app.kv", destination, "--json");
    String nothing = "\"snapshots\":0,\"commits\":0,\"segments\":0,\"bytes\":0,\"elapsedSeconds\":";
    assertTrue(idle.done().contains("\"version\":8," + nothing), idle.out());
  }

  @Test
  void whatIsAtADestinationIsListed() {
    String generation = generation();
    assertEquals(generation + "\t-\t1\tcurrent\n", kedge.run("generations", destination).done());
    List<String> snapshots = kedge.run("snapshots", destination).lines();
    assertEquals(1, snapshots.size());
    assertTrue(snapshots.get(0).matches(generation + "\t3\t\\d+\t-"), snapshots.get(0));
    List<String> segments = kedge.run("segments", destination).lines();
    assertEquals(2, segments.size());
    assertTrue(segments.get(0).matches(generation + "\t4\t4\t2\t\\d+"), segments.get(0));
    assertTrue(segments.get(1).matches(generation + "\t5\t6\t3\t\\d+"), segments.get(1));
    List<String> window = kedge.run("window", destination).lines();
    assertEquals(1, window.size());
    assertTrue(window.get(0).startsWith(generation + "\t3\t6\t20"), window.get(0));
    for (String list : List.of("generations", "snapshots", "segments", "window")) {
      String json = kedge.run(list, destination, "--json").done();
      assertTrue(json.startsWith("{\"generation\":\"" + generation + "\","), json);
    }
    assertTrue(
        kedge
            .run("window", destination, "--generation", generation, "--json")
            .done()
            .endsWith("\"holes\":[]}\n"));
  }

  @Test
  void generationsAreListedThoughWhichOneIsCurrentCanNotBeTold() throws IOException {
    String known = generation();
    Path other =
        Files.createDirectories(
            directory.resolve("destination/generations/00000000000000aa/snapshots"));
    Files.writeString(other.resolve("0000000000000001.kvbak.lz4"), "?");
    Ran listed = kedge.run("generations", destination);
    assertEquals(known + "\t-\t1\tunknown\n", listed.out());
    assertEquals(ExitCode.FAILED, listed.code());
    assertTrue(listed.err().contains("00000000000000aa/parent"), listed.err());
    assertTrue(listed.err().contains("or for " + known), listed.err());
    kedge.run("restore", "@r.kv", "--from", destination, "--generation", known).done();
    assertEquals(keys("app.kv"), keys("r.kv"));
  }

  @Test
  void aSyncThatCouldNotContinueTellsTheHole() {
    kedge.run("hold", "drop", "@app.kv", "replica.main").done();
    try (Database database =
        Database.builder(directory.resolve("app.kv")).logRetentionBytes(0).open()) {
      byte[] value = new byte[1 << 20];
      for (int i = 0; i < 4; i++) {
        database.put("large".getBytes(UTF_8), value);
        database.checkpoint();
      }
    }
    Ran synced = sync();
    assertTrue(
        synced.err().contains("kedge: HOLE: versions 7 to 9 can't be restored"), synced.err());
  }

  @Test
  void aHoleIsALineOfTheWindow() throws IOException {
    kedge.run("snapshot", "@app.kv", destination).done();
    String lost =
        kedge
            .run("segments", destination, "--json")
            .lines()
            .get(0)
            .replaceAll(".*\"object\":\"(.*)\"}", "$1");
    Files.delete(directory.resolve("destination").resolve(lost));
    List<String> window = kedge.run("window", destination).lines();
    assertEquals(3, window.size(), window.toString());
    assertEquals(generation() + "\t4\t5\thole", window.get(1));
    String refused =
        kedge
            .run("restore", "@r.kv", "--from", destination, "--version", "5")
            .failed(ExitCode.REFUSED);
    assertTrue(refused.contains("version 4 is missing"), refused);
    kedge.run("restore", "@r.kv", "--from", destination).done();
    assertEquals(keys("app.kv"), keys("r.kv"));
  }

  @Test
  void whereNothingIsThereIsNothingToList() {
    for (String list : List.of("generations", "snapshots", "segments", "window")) {
      String line = kedge.run(list, url("nix")).failed(ExitCode.REFUSED);
      assertTrue(line.contains("nothing was replicated to file://"), line);
    }
    for (String command : List.of("restore", "follow")) {
      String line = kedge.run(command, "@r.kv", "--from", url("nix")).failed(ExitCode.REFUSED);
      assertTrue(line.contains("nothing was replicated to file://"), line);
    }
    assertFalse(Files.exists(directory.resolve("nix")));
  }

  @Test
  void everyStateIsRestored() {
    Ran latest = kedge.run("restore", "@latest.kv", "--from", destination);
    assertTrue(latest.err().startsWith("restored version 6 ("), latest.err());
    assertEquals("k1 k2 k3 k4 k5 k6", keys("latest.kv"));
    kedge.run("restore", "@v.kv", "--from", destination, "--version", "5").done();
    assertEquals("k1 k2 k3 k4 k5", keys("v.kv"));
    kedge.run("restore", "@b.kv", "--from", destination, "--before", "5").done();
    assertEquals("k1 k2 k3 k4", keys("b.kv"));
    String time =
        kedge.run("watch", "@app.kv", "--after", "3", "--once").lines().get(0).split("\t", -1)[1];
    Ran instant =
        kedge.run(
            "restore",
            "@t.kv",
            "--from",
            destination,
            "--timestamp",
            time,
            "--generation",
            generation(),
            "--parallelism",
            "1",
            "--json");
    assertTrue(instant.done().contains("\"version\":4,"), instant.out());
    assertEquals("k1 k2 k3 k4", keys("t.kv"));
  }

  @Test
  void aDryRunPrintsWhatWouldBeFetchedAndRestoresNothing() {
    Ran plan =
        kedge.run("restore", "@new.kv", "--from", destination, "--version", "5", "--dry-run");
    assertEquals(3, plan.lines().size(), plan.done());
    assertTrue(plan.lines().get(0).endsWith(".kvbak.lz4"), plan.out());
    assertTrue(plan.lines().get(2).endsWith(".wal.lz4"), plan.out());
    assertTrue(plan.err().startsWith("would restore version 5 ("), plan.err());
    assertTrue(
        kedge
            .run("restore", "@new.kv", "--from", destination, "--dry-run", "--json")
            .done()
            .contains("\"objects\":[{\"name\":\"generations/"));
    assertFalse(Files.exists(kedge.file("new.kv")));
    kedge.run("restore", "@app.kv", "--from", destination, "--dry-run").failed(ExitCode.REFUSED);
  }

  @Test
  void aDryRunTellsHowLongItWouldTakeOnceAValidationHasMeasuredIt() {
    String[] dry = {"restore", "@new.kv", "--from", destination, "--dry-run"};
    Ran before = kedge.run(dry);
    assertTrue(before.err().endsWith(", time unknown before a validation\n"), before.err());
    kedge.run("validate", "@app.kv", destination).done();
    Ran after = kedge.run(dry);
    assertTrue(after.err().matches("(?s).* bytes, about \\d+\\.\\d s\n"), after.err());
  }

  @Test
  void whatContradictsItselfIsRefused() {
    String[][] wrong = {
      {"--version", "5", "--before", "5", "one of --version, --before and --timestamp"},
      {
        "--version",
        "5",
        "--timestamp",
        "2026-01-31T12:00:00Z",
        "one of --version, --before and --timestamp"
      },
      {"--before", "0", "--dry-run", "--json", "no state before version 0"},
      {"--version", "-1", "--dry-run", "--json", "not negative"},
      {"--generation", "xyz", "--dry-run", "--json", "16 hexadecimal digits"},
      {"--input", "f", "--dry-run", "--json", "either --input or --from"},
    };
    for (String[] one : wrong) {
      String line =
          kedge
              .run("restore", "@r.kv", "--from", destination, one[0], one[1], one[2], one[3])
              .failed(ExitCode.USAGE);
      assertTrue(line.contains(one[4]), line);
    }
    assertTrue(
        kedge.run("restore", "@r.kv", "--version", "5").failed(ExitCode.USAGE).contains("--from"));
    assertTrue(
        kedge
            .run("restore", "@r.kv", "--from", "/backups")
            .failed(ExitCode.USAGE)
            .contains("file:///backups/app"));
    assertTrue(
        kedge
            .run("restore", "@r.kv", "--from", destination, "--version", "7")
            .failed(ExitCode.REFUSED)
            .contains("recovery target version 7"));
  }

  @Test
  void aDestinationIsValidated() throws IOException {
    Ran validated = kedge.run("validate", "@app.kv", destination);
    assertEquals("", validated.done());
    assertTrue(validated.err().startsWith("validated version 6 ("), validated.err());
    String json =
        kedge.run("validate", "@app.kv", destination, "--scratch", "@scratch", "--json").done();
    assertTrue(json.startsWith("{\"matches\":true,"), json);
    kedge.run("validate", "@app.kv", destination, "--scratch-bytes", "1M").failed(ExitCode.USAGE);
  }

  @Test
  void aDestinationThatHasSomethingElseEndsAValidationWithFour() throws IOException {
    kedge.run("restore", "@copy.kv", "--from", destination, "--version", "3").done();
    changeAValue(kedge.file("copy.kv"));
    String snapshot =
        kedge
            .run("snapshots", destination, "--json")
            .lines()
            .get(0)
            .replaceAll(".*\"object\":\"(.*)\"}", "$1");
    Path forged = directory.resolve("destination").resolve(snapshot);
    Files.delete(forged);
    kedge.run("backup", "@copy.kv", "--compress", "--output", forged.toString()).done();
    Ran validated = kedge.run("validate", "@app.kv", destination);
    assertEquals(ExitCode.DAMAGED, validated.code(), validated.err());
    assertTrue(validated.err().startsWith("MISMATCH at version 6 ("), validated.err());
    assertTrue(validated.err().contains("has other keys or values; see "), validated.err());
  }

  /** Changes a value in its page and mends the page's checksum, so that nothing looks damaged. */
  private static void changeAValue(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    int pageSize = 8192;
    for (int page = 2 * pageSize; page < content.length; page += pageSize) {
      if (content[page + 4] == 1) { // a leaf; its entries are at its end
        int at = page + pageSize - 1;
        while (content[at] != 'v') {
          at--;
        }
        content[at] = 'w';
        CRC32C crc = new CRC32C();
        crc.update(content, page + 4, pageSize - 4);
        ByteBuffer.wrap(content).putInt(page, (int) crc.getValue());
      }
    }
    Files.write(file, content);
  }

  @Test
  void aSnapshotIsKeptAndGivenBackToRetention() {
    String generation = generation();
    Ran kept = kedge.run("keep", destination, "3", "--json");
    assertTrue(kept.done().endsWith("\"version\":3,\"kept\":true}\n"), kept.out());
    assertTrue(kedge.run("snapshots", destination).lines().get(0).endsWith("\tkeep"));
    kedge.run("keep", destination, "3", "--generation", generation).done();
    assertTrue(
        kedge
            .run("keep", destination, "4")
            .failed(ExitCode.REFUSED)
            .contains("there is no snapshot of version 4"));
    Ran dropped = kedge.run("keep", destination, "3", "--drop");
    assertEquals("", dropped.done());
    assertTrue(dropped.err().endsWith("is kept no longer\n"), dropped.err());
    assertTrue(kedge.run("snapshots", destination).lines().get(0).endsWith("\t-"));
    kedge.run("keep", destination, "3", "--drop").failed(ExitCode.REFUSED);
  }

  @Test
  void anObjectThatIsNoneOfKedgesIsAnErrorOfTheDestination() throws IOException {
    Files.writeString(directory.resolve("destination").resolve("note.txt"), "hello");
    for (String[] command :
        new String[][] {
          {"sync", "@app.kv", destination},
          {"segments", destination},
          {"restore", "@r.kv", "--from", destination},
          {"follow", "@f.kv", "--from", destination, "--once"}
        }) {
      String line = kedge.run(command).failed(ExitCode.FAILED);
      assertTrue(line.contains("note.txt is no object of Kedge"), line);
    }
    assertFalse(Files.exists(kedge.file("r.kv")));
  }

  @Test
  void retentionTellsWhatWouldGoAndDeletesIt() {
    kedge.run("snapshot", "@app.kv", destination).done();
    String[] dry = {"retain", "@app.kv", destination, "--retention", "1s", "--dry-run"};
    // Nothing is older than a day, but there were other writers before.
    List<String> claims =
        List.of("writers/0000000000000001", "writers/0000000000000002", "writers/0000000000000003");
    assertEquals(claims, kedge.run("retain", "@app.kv", destination, "--dry-run").lines());
    Ran plan = kedge.run("retain", "@app.kv", destination, "--minimum-snapshots", "2", "--json");
    assertTrue(plan.done().startsWith("{\"objects\":[\"writers/"), plan.out());
    assertTrue(plan.out().contains("\"bytes\":0,"), plan.out());
    assertTrue(kedge.run(dry).err().startsWith("would delete "));
    assertTrue(
        kedge.run("retain", "@app.kv", destination).err().startsWith("deleted 1 objects: 0 bytes"));
    kedge.run("restore", "@latest.kv", "--from", destination).done();
  }

  @Test
  void aSecondWriterIsRefusedUntilItTakesOver() {
    kedge.run("restore", "@new.kv", "--from", destination, "--version", "5").done();
    kedge.run("set", "@new.kv", "k9", "v9").done();
    String refused = kedge.run("sync", "@new.kv", destination).failed(ExitCode.REFUSED);
    assertTrue(refused.contains("is written by another"), refused);
    kedge.run("sync", "@new.kv", destination, "--take-over").done();
    String fenced = kedge.run("sync", "@app.kv", destination).failed(ExitCode.REFUSED);
    assertTrue(fenced.contains("is written by another"), fenced);
    kedge.run("restore", "@r.kv", "--from", destination).done();
    assertEquals("k1 k2 k3 k4 k5 k9", keys("r.kv"));
    List<String> generations = kedge.run("generations", destination).lines();
    assertEquals(2, generations.size());
    assertTrue(generations.get(1).endsWith("\tcurrent"), generations.toString());
    assertTrue(generations.get(1).contains(":0000000000000005\t"), generations.toString());
    kedge.run("restore", "@old.kv", "--from", destination, "--generation", generation()).done();
    assertEquals("k1 k2 k3 k4 k5 k6", keys("old.kv"));
  }

  @Test
  void aFollowerIsRestoredKeptCurrentAndPromoted() {
    Ran first = kedge.run("follow", "@f.kv", "--from", destination, "--once");
    assertEquals("", first.done());
    assertTrue(first.err().startsWith("restored version 6 ("), first.err());
    set(7, 8);
    sync();
    Ran second = kedge.run("follow", "@f.kv", "--from", destination, "--once", "--json");
    assertTrue(second.done().contains("\"event\":\"applied\""), second.out());
    assertTrue(second.out().contains("\"version\":8"), second.out());
    assertEquals(keys("app.kv"), keys("f.kv"));
    kedge.run("set", "@f.kv", "k", "v").failed(ExitCode.REFUSED);
    kedge.run("promote", "@f.kv").done();
    kedge.run("set", "@f.kv", "k", "v").done();
    String refused =
        kedge.run("follow", "@f.kv", "--from", destination, "--once").failed(ExitCode.REFUSED);
    assertTrue(refused.contains("f.kv is a primary"), refused);
  }

  @Test
  void aFollowerThatNothingContinuesIsReseededOnRequestOnly() throws IOException {
    kedge.run("follow", "@f.kv", "--from", destination, "--once").done();
    set(7, 7);
    sync();
    set(8, 8);
    sync();
    kedge.run("snapshot", "@app.kv", destination).done();
    String lost =
        kedge
            .run("segments", destination, "--json")
            .lines()
            .get(2)
            .replaceAll(".*\"object\":\"(.*)\"}", "$1");
    Files.delete(directory.resolve("destination").resolve(lost));
    kedge.run("follow", "@f.kv", "--from", destination, "--once").failed(ExitCode.REFUSED);
    Ran reseeded = kedge.run("follow", "@f.kv", "--from", destination, "--once", "--reseed");
    assertTrue(reseeded.err().startsWith("kedge: left "), reseeded.err());
    assertEquals("", reseeded.done());
    assertEquals(keys("app.kv"), keys("f.kv"));
  }

  @Test
  void severalDestinationsAreReplicatedToUnderNames() {
    String far = url("far");
    Ran unnamed = kedge.run("replicate", "@app.kv", destination, far, "--once");
    assertTrue(unnamed.failed(ExitCode.USAGE).contains("--name near,far"));
    Ran both = kedge.run("replicate", "@app.kv", destination, far, "--once", "--name", "main,far");
    assertEquals("", both.done());
    List<String> lines = both.err().lines().toList();
    assertEquals(2, lines.size(), both.err());
    assertTrue(lines.get(0).startsWith("main: synced nothing new: at version 6 ("), lines.get(0));
    assertTrue(lines.get(1).startsWith("far: synced a snapshot: at version 6 ("), lines.get(1));
    kedge.run("restore", "@r.kv", "--from", far).done();
    assertEquals(keys("app.kv"), keys("r.kv"));
    List<String> holds = kedge.run("hold", "list", "@app.kv").lines();
    assertEquals(2, holds.size(), holds.toString());
  }

  @Test
  void aDestinationThatFailsDoesNotKeepTheOthersBack() {
    String away = url("no/such/directory");
    String far = url("far");
    Ran ran =
        kedge.run("replicate", "@app.kv", away, far, "--once", "--name", "away,far", "--json");
    assertEquals(ExitCode.FAILED, ran.code());
    assertTrue(ran.out().startsWith("{\"replica\":\"far\",\"event\":\"sync\","), ran.out());
    assertTrue(ran.err().startsWith("kedge: file://"), ran.err());
    assertEquals(1, ran.err().lines().count(), ran.err());
    kedge.run("restore", "@r.kv", "--from", far).done();
  }

  @Test
  void whatIsStoppedBeforeItBeginsIsDrainedOrLeavesNothing() {
    kedge.run("follow", "@f.kv", "--from", destination, "--once").done();
    set(7, 8);
    kedge.stop();
    Ran replicated = kedge.run("replicate", "@app.kv", destination);
    assertEquals("", replicated.done());
    List<String> lines = replicated.err().lines().toList();
    assertTrue(lines.get(0).startsWith("main: replicating "), replicated.err());
    assertTrue(lines.get(1).startsWith("main: synced 2 commits "), replicated.err());
    assertTrue(lines.get(2).startsWith("main: stopped, at version 8 ("), replicated.err());
    assertTrue(lines.get(2).endsWith(", lag 0 versions, 0.0 s"), replicated.err());
    Ran followed = kedge.run("follow", "@f.kv", "--from", destination);
    assertEquals("", followed.done());
    assertTrue(followed.err().startsWith("at version 8 ("), followed.err());
    assertTrue(
        kedge
            .run("restore", "@r.kv", "--from", destination)
            .failed(ExitCode.REFUSED)
            .contains("cancelled"));
    assertFalse(Files.exists(kedge.file("r.kv")));
    assertFalse(Files.exists(kedge.file("r.kv-wal")));
  }

  @Test
  void aDestinationIsNamedOnce() {
    String twice =
        kedge
            .run("replicate", "@app.kv", destination, destination, "--name", "a,b")
            .failed(ExitCode.USAGE);
    assertTrue(twice.contains("each destination once"), twice);
    String[] scratch = {"replicate", "@app.kv", destination, url("far"), "--scratch", "@scratch"};
    assertTrue(kedge.run(scratch).failed(ExitCode.USAGE).contains("--scratch is for one"));
  }

  @Test
  void aReplicaThatCanNotGoOnEndsTheCommand() {
    kedge.run("restore", "@new.kv", "--from", destination).done();
    kedge.run("set", "@new.kv", "k9", "v9").done();
    Ran fenced = kedge.run("replicate", "@new.kv", destination);
    assertEquals(ExitCode.REFUSED, fenced.code(), fenced.err());
    assertTrue(fenced.err().contains("\nkedge: " + destination + " is written by another"));
  }

  @Test
  void aDatabaseThatTheSameProcessHasOpenIsRefused() {
    try (Database owner = Database.open(kedge.file("app.kv"))) {
      String line = kedge.run("replicate", "@app.kv", destination).failed(ExitCode.REFUSED);
      assertTrue(line.contains("pid " + ProcessHandle.current().pid()), line);
      assertTrue(line.contains("close it there"), line);
      assertEquals(6, owner.position().version());
    }
  }

  @Test
  void timesOutOfTheirRangeAreRefused() {
    assertTrue(
        kedge
            .run("replicate", "@app.kv", destination, "--sync-interval", "soon")
            .failed(ExitCode.USAGE)
            .contains("500ms"));
    assertTrue(
        kedge
            .run("replicate", "@app.kv", destination, "--sync-interval", "2d")
            .failed(ExitCode.USAGE)
            .contains("syncInterval is PT48H"));
    kedge.run("follow", "@f.kv", "--from", destination, "--once").done();
    assertTrue(
        kedge
            .run("follow", "@f.kv", "--from", destination, "--poll-interval", "0s")
            .failed(ExitCode.USAGE)
            .contains("pollInterval"));
  }
}
