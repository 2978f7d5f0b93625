package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The jar and its start script as processes, in pipes of a shell. */
@Timeout(120)
class KedgeJarIT {

  private static final int MANY = 40_000;

  @TempDir Path directory;

  @BeforeEach
  void install() throws Exception {
    Path bin = Files.createDirectory(directory.resolve("bin"));
    Files.copy(Path.of(System.getProperty("kedge.jar")), bin.resolve("kedge.jar"));
    Path script = bin.resolve("kedge");
    Files.copy(Path.of("bin", "kedge"), script);
    assertTrue(script.toFile().setExecutable(true));
    assertEquals(0, sh("kedge create app.kv && kedge set app.kv user/1 Ada").code());
  }

  private record Ran(int code, String out, String err) {}

  /** Starts a script in the directory, with the command on its path. */
  private ProcessBuilder shell(String script) {
    ProcessBuilder shell = new ProcessBuilder("bash", "-o", "pipefail", "-c", script);
    shell.directory(directory.toFile());
    Map<String, String> environment = shell.environment();
    environment.put("PATH", directory.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.keySet().removeIf(name -> name.startsWith("LC_") || name.equals("LANG"));
    return shell;
  }

  private Ran sh(String script) throws Exception {
    Path err = directory.resolve("err");
    Process process = shell(script).redirectError(err.toFile()).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Ran(process.waitFor(), out, Files.readString(err));
  }

  private Process start(String command) throws IOException {
    Process process = shell("exec " + command).redirectErrorStream(true).start();
    return process;
  }

  /** Feeds lines for load; returns when all but what a pipe holds have been read. */
  private static void feed(Process loading) throws IOException {
    OutputStream in = loading.getOutputStream();
    for (int i = 0; i < MANY; i++) {
      in.write(line(i).getBytes(UTF_8));
    }
    in.flush();
  }

  private static String line(int i) {
    return "{\"key\":\"%06d\",\"value\":\"%s\"}\n".formatted(i, "v".repeat(100));
  }

  @Test
  void aRestoreFromADestinationThatIsKilledBlocksNothing() throws Exception {
    assertEquals(
        0,
        sh("""
        kedge sync app.kv file://$PWD/there && kedge set app.kv user/2 Bob &&
        kedge sync app.kv file://$PWD/there
        """)
            .code());
    // A segment that is a pipe: whoever opens it for writing knows that it is being read.
    Ran killed =
        sh(
            """
            segment=$(ls there/generations/*/wal/*) && mv $segment kept && mkfifo $segment
            kedge restore new.kv --from file://$PWD/there & exec 3> $segment
            kill -9 $!; wait $!; code=$?
            exec 3>&-; rm $segment && mv kept $segment; exit $code
            """);
    assertEquals(137, killed.code(), killed.err());
    assertFalse(Files.exists(directory.resolve("new.kv")));
    assertEquals(0, sh("kedge restore new.kv --from file://$PWD/there").code());
    assertEquals("user/1\nuser/2\n", sh("kedge scan new.kv | cut -f1").out());
    assertEquals("", sh("ls -A | grep fetch || true").out());
  }

  @Test
  void aBackupGoesThroughGzipAndBack() throws Exception {
    Ran ran =
        sh(
            "kedge backup app.kv | gzip > f.gz && gunzip < f.gz | kedge restore copy.kv"
                + " && cmp app.kv copy.kv && kedge get copy.kv user/1");
    assertEquals(0, ran.code(), ran.err());
    assertEquals("Ada\n", ran.out());
  }

  @Test
  void logGoesThroughGzipToAReplica() throws Exception {
    Ran ran =
        sh(
            "kedge backup app.kv --compress | kedge restore r.kv && kedge set app.kv user/2 Grace"
                + " && kedge ship app.kv --after 1 | gzip | gunzip | kedge replay r.kv"
                + " && kedge dump r.kv");
    assertEquals(0, ran.code(), ran.err());
    assertEquals(
        "{\"key\":\"user/1\",\"value\":\"Ada\"}\n{\"key\":\"user/2\",\"value\":\"Grace\"}\n",
        ran.out());
    assertTrue(ran.err().contains("replayed 1 commits: at version 2 ("), ran.err());
  }

  @Test
  void aDatabaseThatAnotherProcessOwnsIsRefusedWithItsPid() throws Exception {
    Process owner = start("kedge load app.kv");
    try {
      feed(owner);
      Ran ran = sh("kedge get app.kv user/1");
      assertEquals(ExitCode.REFUSED, ran.code());
      assertEquals("", ran.out());
      assertTrue(ran.err().contains("in use by pid " + owner.pid() + " on "), ran.err());
      assertEquals(1, ran.err().lines().count(), ran.err());
    } finally {
      owner.destroyForcibly().waitFor();
    }
  }

  @Test
  void aDatabaseThatIsReplicatedIsWorkedOnThroughThatProcess() throws Exception {
    loadMany();
    Process replicating = start("kedge replicate app.kv file://$PWD/backups");
    try (BufferedReader out = lines(replicating)) {
      awaitLine(out, "main: snapshot of version ");
      Ran ran =
          sh(
              "kedge backup app.kv --compress | kedge restore copy.kv && kedge checkpoint app.kv"
                  + " && kedge ship app.kv --output log && kedge validate app.kv"
                  + " file://$PWD/backups && ls -A app.kv-backups && kedge count copy.kv");
      assertEquals(0, ran.code(), ran.err());
      assertEquals(MANY + 1 + "\n", ran.out());
      assertTrue(ran.err().contains("validated version "), ran.err());
      Ran bare = sh("KEDGE_OPTS='--limit-modules java.se' kedge info app.kv");
      assertEquals(ExitCode.REFUSED, bare.code());
      assertTrue(bare.err().contains("in use by pid " + replicating.pid() + " on "), bare.err());
      assertTrue(bare.err().contains("jdk.attach"), bare.err());
      assertEquals(1, bare.err().lines().count(), bare.err());
      assertTrue(replicating.toHandle().destroy());
    }
    assertEquals(143, replicating.waitFor());
    sameDump("app.kv", "copy.kv");
  }

  @Test
  void aBackupThroughTheOwnerThatIsStoppedLeavesNothing() throws Exception {
    loadMany();
    Process replicating = start("kedge replicate app.kv file://$PWD/backups");
    try (BufferedReader out = lines(replicating)) {
      awaitLine(out, "main: snapshot of version ");
      Process backup = start("kedge backup app.kv");
      assertTrue(backup.getInputStream().read() >= 0);
      // It is stuck in the pipe by now, or will be: nobody reads on.
      assertTrue(backup.toHandle().destroy());
      backup.getInputStream().close();
      assertTrue(backup.waitFor() > 128);
      assertEquals("", sh("ls -A app.kv-backups").out());
      assertTrue(replicating.toHandle().destroy());
    }
    assertEquals(143, replicating.waitFor());
  }

  @Test
  void theSecuredConnectorLetsInWhoHasAPasswordAndRefusesTheRest() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Ran prepared =
        sh(
            "umask 077; \"$JAVA_HOME/bin/keytool\" -genkeypair -keyalg EC -alias k -dname"
                + " CN=127.0.0.1 -ext SAN=ip:127.0.0.1 -storetype PKCS12 -keystore keys.p12"
                + " -storepass only-for-tests && echo only-for-tests > keys.password"
                + " && printf 'moni pw-moni\\noper pw-oper\\n' > jmx.password"
                + " && printf 'moni monitor\\noper operator\\n' > jmx.access"
                + " && echo pw-oper > oper && echo pw-moni > moni");
    assertEquals(0, prepared.code(), prepared.err());
    Process replicating =
        start(
            "env KEDGE_OPTS='-Dkedge.jmx.keyStore=keys.p12 -Dkedge.jmx.port="
                + port
                + " -Dkedge.jmx.keyStorePasswordFile=keys.password"
                + " -Dkedge.jmx.passwordFile=jmx.password -Dkedge.jmx.accessFile=jmx.access'"
                + " kedge replicate app.kv file://$PWD/backups");
    try (BufferedReader out = lines(replicating)) {
      awaitLine(out, "main: snapshot of version ");
      String trust =
          "export KEDGE_OPTS='-Djavax.net.ssl.trustStore=keys.p12"
              + " -Djavax.net.ssl.trustStorePassword=only-for-tests'; ";
      String at = " app.kv --jmx 127.0.0.1:" + port;
      Ran ran =
          sh(
              trust
                  + ("kedge backup --output b --jmx-user oper --jmx-password-file oper" + at)
                  + " && kedge verify b --json"
                  + (" && KEDGE_JMX_PASSWORD=pw-moni kedge info --jmx-user moni" + at));
      assertEquals(0, ran.code(), ran.err());
      assertTrue(ran.out().contains("PRIMARY"), ran.out());
      for (String wrong :
          List.of(
              "kedge backup --output c --jmx-user moni --jmx-password-file moni",
              "kedge info --jmx-user oper --jmx-password-file moni",
              "kedge info --jmx-user oper --jmx-password-file nix",
              "chmod 644 oper; kedge info --jmx-user oper --jmx-password-file oper",
              "kedge info --jmx-user oper",
              "kedge info",
              "unset KEDGE_OPTS; kedge info --jmx-user oper --jmx-password-file moni")) {
        Ran refused = sh(trust + wrong + at);
        assertTrue(refused.code() != 0, wrong);
        assertEquals(1, refused.err().lines().count(), refused.err());
        assertEquals("", refused.out());
      }
      assertFalse(Files.exists(directory.resolve("c")));
      assertTrue(replicating.toHandle().destroy());
    }
  }

  @Test
  void whatAKilledLoadHadCommittedIsThereAndWhole() throws Exception {
    Process loading = start("kedge load app.kv");
    feed(loading);
    loading.destroyForcibly().waitFor();
    Ran ran = sh("kedge check app.kv && kedge dump app.kv --to user");
    assertEquals(0, ran.code(), ran.err());
    List<String> lines = new ArrayList<>(ran.out().lines().toList());
    assertTrue(lines.remove(0).startsWith("ok: "));
    assertTrue(lines.size() > MANY / 2, lines.size() + " entries");
    for (int i = 0; i < lines.size(); i++) {
      assertEquals(line(i).strip(), lines.get(i));
    }
  }

  @Test
  void aRestoreThatIsStoppedLeavesNothingInTheWay() throws Exception {
    assertEquals(0, sh("kedge backup app.kv > b").code());
    byte[] backup = Files.readAllBytes(directory.resolve("b"));
    Process restoring = start("kedge restore copy.kv");
    restoring.getOutputStream().write(backup, 0, backup.length - 1);
    restoring.getOutputStream().flush();
    restoring.destroy();
    assertTrue(restoring.waitFor(60, TimeUnit.SECONDS));
    assertFalse(Files.exists(directory.resolve("copy.kv")));
    assertEquals(0, sh("kedge restore copy.kv < b").code());
  }

  @Test
  void aReaderThatHasSeenEnoughEndsItWithoutAWord() throws Exception {
    Process loading = start("kedge load app.kv");
    feed(loading);
    loading.getOutputStream().close();
    assertEquals(0, loading.waitFor());
    Process dumping = start("kedge dump app.kv --to 9 2>err");
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(dumping.getInputStream(), UTF_8))) {
      assertEquals(line(0).strip(), out.readLine());
    }
    assertEquals(ExitCode.READER_GONE, dumping.waitFor());
    assertEquals("", Files.readString(directory.resolve("err")));
  }

  @Test
  void aFullDiskBehindThePipeIsNoSuccess() throws Exception {
    Ran ran = sh("kedge backup app.kv > /dev/full");
    assertEquals(ExitCode.FAILED, ran.code());
    assertTrue(ran.err().contains("No space left"), ran.err());
  }

  @Test
  void keysBeyondAsciiWorkInAnyLocale() throws Exception {
    Ran ran = sh("kedge set app.kv käse 🧀 && kedge get app.kv käse && LC_ALL=C kedge scan app.kv");
    assertEquals(0, ran.code(), ran.err());
    assertEquals("🧀\nkäse\t🧀\nuser/1\tAda\n", ran.out());
    Ran bare = sh("LC_ALL=POSIX \"$JAVA_HOME/bin/java\" -jar bin/kedge.jar set app.kv ü v");
    assertTrue(bare.code() == 0 || bare.code() == ExitCode.USAGE, bare.err());
    assertEquals("%s\n".formatted(bare.code() == 0), sh("kedge exists app.kv ü").out());
  }

  @Test
  void digitsAreThoseOfProgramsInEveryLanguage() throws Exception {
    Ran ran =
        sh(
            "kedge hold create app.kv h && KEDGE_OPTS='-Duser.language=ar -Duser.country=EG'"
                + " kedge hold list app.kv");
    assertEquals(0, ran.code(), ran.err());
    assertTrue(ran.out().matches("h\t1\t\\d+\t1073741824\n"), ran.out());
  }

  @Test
  void bytesAreNotShownOnATerminalWhereverTheInputComesFrom() throws Exception {
    assumeTrue(sh("command -v script").code() == 0, "there is nothing that makes a terminal");
    Ran refused = sh("script -qec 'kedge backup app.kv < /dev/null' /dev/null");
    assertEquals(ExitCode.USAGE, refused.code(), refused.out());
    assertTrue(refused.out().contains("-o FILE"), refused.out());
    Ran piped = sh("script -qec 'kedge backup app.kv < /dev/null > b' /dev/null");
    assertEquals(0, piped.code(), piped.out());
    assertEquals(0, sh("kedge verify b").code());
  }

  @Test
  void theJarKnowsItsVersion() throws Exception {
    assertTrue(sh("kedge --version").out().matches("kedge \\d+\\.\\d+\\.\\d+.*\n"));
  }

  /** Reads what a process says until a line has a part, and gives that line. */
  private static String awaitLine(BufferedReader lines, String part) throws IOException {
    StringBuilder before = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.contains(part)) {
        return line;
      }
      before.append(line).append('\n');
    }
    throw new AssertionError("ended without '" + part + "' after:\n" + before);
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
  }

  private void loadMany() throws Exception {
    Process loading = start("kedge load app.kv");
    feed(loading);
    loading.getOutputStream().close();
    assertEquals(0, loading.waitFor());
  }

  private void sameDump(String one, String other) throws Exception {
    Ran ran = sh("kedge dump " + one + " > 1 && kedge dump " + other + " > 2 && cmp 1 2");
    assertEquals(0, ran.code(), ran.out() + ran.err());
  }

  @Test
  void whatAKilledReplicaHadProvedIsRestored() throws Exception {
    loadMany();
    Process replicating = start("kedge replicate app.kv file://$PWD/backups");
    try (BufferedReader out = lines(replicating)) {
      awaitLine(out, "main: snapshot of version ");
      replicating.destroyForcibly().waitFor();
    }
    Ran restored = sh("kedge restore new.kv --from file://$PWD/backups && kedge check new.kv");
    assertEquals(0, restored.code(), restored.err());
    sameDump("app.kv", "new.kv");
    Ran next =
        sh(
            "kedge set app.kv user/2 Grace && kedge sync app.kv file://$PWD/backups"
                + " && kedge restore next.kv --from file://$PWD/backups");
    assertEquals(0, next.code(), next.err());
    assertTrue(next.err().contains("synced 1 commits in 1 segments of "), next.err());
    sameDump("app.kv", "next.kv");
  }

  @Test
  void aReplicaThatIsStoppedBySignalIsDrained() throws Exception {
    loadMany();
    Process replicating =
        start("kedge replicate app.kv file://$PWD/a file://$PWD/b --name a,b --json");
    try (BufferedReader out = lines(replicating)) {
      awaitLine(out, "\"event\":\"start\"");
      // Not by the process itself, which would close its output here.
      assertTrue(replicating.toHandle().destroy());
      for (String name : List.of("a", "b")) {
        String status = awaitLine(out, "{\"replica\":\"" + name + "\",\"event\":\"status\",");
        assertTrue(status.contains("\"state\":\"STOPPED\""), status);
        assertTrue(status.contains("\"lag\":{\"versions\":0,"), status);
      }
    }
    assertEquals(143, replicating.waitFor());
    for (String name : List.of("a", "b")) {
      assertEquals(
          0, sh("kedge restore new-%1$s.kv --from file://$PWD/%1$s".formatted(name)).code());
      sameDump("app.kv", "new-" + name + ".kv");
    }
  }

  @Test
  void aDestinationThatIsAwayIsTriedAgainUntilItIsThere() throws Exception {
    Process replicating =
        start(
            "kedge replicate app.kv file://$PWD/a file://$PWD/away/b --name a,b"
                + " --status-interval 50ms");
    try (BufferedReader out = lines(replicating)) {
      String error = awaitLine(out, "b: sync failed: ");
      assertTrue(error.endsWith("; trying again"), error);
      awaitLine(out, "a: running, at version 1 (");
      Files.createDirectory(directory.resolve("away"));
      awaitLine(out, "b: snapshot of version 1 (");
      awaitLine(out, "b: running, at version 1 (");
      assertTrue(replicating.toHandle().destroy());
      awaitLine(out, "b: stopped, at version 1 (");
    }
    assertEquals(143, replicating.waitFor());
    assertEquals(0, sh("kedge restore b.kv --from file://$PWD/away/b").code());
    sameDump("app.kv", "b.kv");
  }

  @Test
  void aFollowerOfAnotherProcessIsKeptCurrentAndPromotedWhenThatIsKilled() throws Exception {
    assertEquals(0, sh("kedge sync app.kv file://$PWD/backups").code());
    Process following =
        start("kedge follow standby.kv --from file://$PWD/backups --poll-interval 50ms");
    try (BufferedReader out = lines(following)) {
      awaitLine(out, "restored version 1 (");
      loadMany();
      Ran synced = sh("kedge sync app.kv file://$PWD/backups --json");
      String version = synced.out().replaceAll("(?s).*\"version\":(\\d+),.*", "$1");
      awaitLine(out, "at version " + version + " (");
      following.destroyForcibly().waitFor();
    }
    Ran promoted =
        sh(
            "kedge promote standby.kv && kedge sync standby.kv file://$PWD/backups --take-over"
                + " && kedge replicate app.kv file://$PWD/backups");
    assertEquals(ExitCode.REFUSED, promoted.code(), promoted.err());
    assertTrue(promoted.err().contains("is written by another: epoch "), promoted.err());
    sameDump("app.kv", "standby.kv");
  }
}
