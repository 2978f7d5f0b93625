package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.cli.Kedges.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {

  @TempDir Path directory;
  private Kedges kedge;

  @BeforeEach
  void create() {
    kedge = new Kedges(directory);
    kedge.run("create", "@app.kv").done();
  }

  private void refused(int code, String part, String... arguments) {
    String line = kedge.run(arguments).failed(code);
    assertTrue(line.startsWith("kedge: ") && line.contains(part), line);
  }

  @Test
  void aCommandLineThatIsNotUnderstoodEndsWithTwo() {
    refused(ExitCode.USAGE, "say what to do");
    refused(ExitCode.USAGE, "did you mean backup?", "bakcup");
    refused(ExitCode.USAGE, "'KEY'", "get", "@app.kv");
    refused(ExitCode.USAGE, "--nix", "get", "@app.kv", "k", "--nix");
    refused(ExitCode.USAGE, "'-x': a key or value that begins", "set", "@app.kv", "k", "-x");
    refused(ExitCode.USAGE, "needs -- before it", "del", "@app.kv", "-k");
    refused(ExitCode.USAGE, "mutually exclusive", "get", "@app.kv", "k", "--hex", "--base64");
    refused(ExitCode.USAGE, "not hexadecimal", "get", "@app.kv", "xyz", "--hex");
    refused(ExitCode.USAGE, "not Base64", "get", "@app.kv", "x*z", "--base64");
    refused(ExitCode.USAGE, "--until", "replay", "@app.kv", "--until", "soon");
    refused(ExitCode.USAGE, "ISO 8601", "replay", "@app.kv", "--until-timestamp", "2026-01-31");
    refused(ExitCode.USAGE, "number of bytes", "hold", "create", "@app.kv", "h", "--cap", "1X");
    refused(ExitCode.USAGE, "--prefix", "scan", "@app.kv", "--prefix", "a", "--from", "b");
    refused(ExitCode.USAGE, "--limit is -1", "scan", "@app.kv", "--limit", "-1");
    refused(ExitCode.USAGE, "pageSize is 5000", "create", "@new.kv", "--page-size", "5000");
    refused(ExitCode.USAGE, "--input", "set", "@app.kv", "k");
    refused(ExitCode.USAGE, "not both", "set", "@app.kv", "k", "v", "--input", "x");
    refused(ExitCode.USAGE, "key", "set", "@app.kv", "", "v");
    refused(ExitCode.USAGE, "create, advance, drop or list", "hold");
  }

  @Test
  void aDatabaseThatIsMissingIsNotMade() {
    for (String command : new String[] {"get", "del", "exists"}) {
      refused(ExitCode.REFUSED, "kedge create", command, "@nix.kv", "k");
    }
    refused(ExitCode.REFUSED, "kedge create", "set", "@nix.kv", "k", "v");
    refused(ExitCode.REFUSED, "kedge create", "backup", "@nix.kv");
    assertEquals(false, Files.exists(kedge.file("nix.kv")));
    assertEquals(false, Files.exists(kedge.file("nix.kv-wal")));
  }

  @Test
  void namesThatAreTakenAreNeverReplaced() {
    refused(ExitCode.REFUSED, "app.kv exists", "create", "@app.kv");
    refused(ExitCode.REFUSED, "app.kv exists", "backup", "@app.kv", "--output", "@app.kv");
    refused(ExitCode.REFUSED, "app.kv exists", "ship", "@app.kv", "--output", "@app.kv");
    refused(ExitCode.REFUSED, "app.kv exists", "dump", "@app.kv", "--output", "@app.kv");
  }

  @Test
  void aDirectoryThatIsMissingIsNamed() {
    refused(ExitCode.REFUSED, "no such directory", "create", "@nix/new.kv");
    String missing = kedge.file("nix") + ": there is no such directory: create it first";
    refused(ExitCode.REFUSED, missing, "backup", "@app.kv", "--output", "@nix/b");
    refused(ExitCode.REFUSED, missing, "dump", "@app.kv", "--output", "@nix/d");
    refused(ExitCode.REFUSED, missing, "set", "@app.kv", "k", "v", "--wal-archive", "@nix/a");
    kedge.run("backup", "@app.kv", "--output", "@b").done();
    refused(ExitCode.REFUSED, missing, "restore", "@nix/x.kv", "--input", "@b");
    kedge.run("sync", "@app.kv", "file://" + kedge.file("there")).done();
    String from = "file://" + kedge.file("there");
    refused(ExitCode.REFUSED, missing, "restore", "@nix/x.kv", "--from", from);
    refused(ExitCode.REFUSED, missing, "follow", "@nix/x.kv", "--from", from, "--once");
  }

  @Test
  void anInputThatIsMissingIsNamed() {
    String missing = "nix/d: there is no such file or directory: name one that is there";
    refused(ExitCode.REFUSED, missing, "load", "@app.kv", "--input", "@nix/d");
    refused(ExitCode.REFUSED, missing, "set", "@app.kv", "k", "--input", "@nix/d");
    refused(ExitCode.REFUSED, missing, "restore", "@new.kv", "--input", "@nix/d");
    refused(ExitCode.REFUSED, missing, "verify", "@nix/d");
  }

  @Test
  void aDirectoryIsNoDatabase() {
    String message = " is a directory: name the database file in it";
    refused(ExitCode.REFUSED, message, "get", directory.toString(), "k");
    refused(ExitCode.REFUSED, message, "set", directory.toString(), "k", "v");
  }

  @Test
  void anEmptyNameIsNotTheWorkingDirectory() {
    refused(ExitCode.USAGE, "is empty", "create", "");
    refused(ExitCode.USAGE, "is empty", "set", "@app.kv", "k", "v", "--wal-archive", "");
    refused(ExitCode.USAGE, "is empty", "load", "@app.kv", "--input", "");
  }

  @Test
  void anArchiveThatIsAFileIsRefusedBeforeAnythingIsDone() throws IOException {
    Files.writeString(kedge.file("file"), "x");
    refused(
        ExitCode.REFUSED,
        "file is no directory",
        "set",
        "@app.kv",
        "k",
        "v",
        "--wal-archive",
        "@file");
    assertEquals("0\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void anErrorIsOneLineWhateverItNames() {
    refused(ExitCode.REFUSED, "no\\nsuch.kv does not exist", "get", "@no\nsuch.kv", "k");
    refused(
        ExitCode.NOT_THERE,
        "not there: one\\n\\u001b[1mtwo",
        "get",
        "@app.kv",
        "one\n\u001b[1mtwo");
    refused(ExitCode.USAGE, "a\\nb", "get", "@app.kv", "k", "a\nb");
  }

  @Test
  void whatIsNoDatabaseIsDamaged() throws IOException {
    Files.writeString(kedge.file("text.kv"), "no database at all\n".repeat(1000));
    refused(ExitCode.DAMAGED, "text.kv", "info", "@text.kv");
    refused(ExitCode.DAMAGED, "text.kv", "set", "@text.kv", "k", "v");
    String error = kedge.pipe("nonsense".getBytes(UTF_8), "verify").failed(ExitCode.DAMAGED);
    assertTrue(error.contains("backup"), error);
  }

  @Test
  void aDatabaseThatIsOpenElsewhereIsRefusedWithItsProcess() {
    try (Database owner = Database.open(kedge.file("app.kv"))) {
      String pid = "pid " + ProcessHandle.current().pid();
      refused(ExitCode.REFUSED, pid, "get", "@app.kv", "k");
      refused(ExitCode.REFUSED, pid, "set", "@app.kv", "k", "v");
      assertEquals(0, owner.position().version());
    }
  }

  @Test
  void aPersonIsNotLeftWaitingNorShownBytes() {
    assertTrue(kedge.type("verify").failed(ExitCode.USAGE).contains("pipe it in"));
    assertTrue(kedge.type("load", "@app.kv").failed(ExitCode.USAGE).contains("pipe it in"));
    assertTrue(kedge.type("backup", "@app.kv").failed(ExitCode.USAGE).contains("--output"));
    assertTrue(kedge.type("ship", "@app.kv").failed(ExitCode.USAGE).contains("--output"));
    assertTrue(kedge.show("backup", "@app.kv").failed(ExitCode.USAGE).contains("-o FILE"));
    assertEquals("", kedge.show("dump", "@app.kv").done());
  }

  @Test
  void whereAnErrorCameFromIsShownOnRequestOnly() {
    Ran verbose = kedge.run("get", "@nix.kv", "k", "--verbose");
    assertEquals(ExitCode.REFUSED, verbose.code());
    assertTrue(verbose.err().contains("\tat dev.kedge.cli."), verbose.err());
  }
}
