package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.cli.Kedges.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellCommandTest {

  @TempDir Path directory;
  private Kedges kedge;

  @BeforeEach
  void create() {
    kedge = new Kedges(directory);
    kedge.run("create", "@app.kv").done();
    kedge.run("set", "@app.kv", "a", "1").done();
    kedge.run("set", "@app.kv", "b", "2").done();
  }

  private Ran statements(String text, String... options) {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "shell";
    arguments[1] = "@app.kv";
    System.arraycopy(options, 0, arguments, 2, options.length);
    return kedge.pipe(text.getBytes(UTF_8), arguments);
  }

  @Test
  void rowsOfAPipeAreLinesWithTabs() {
    Ran ran = statements("SELECT * FROM kv;\nSELECT COUNT(*)\nFROM kv");
    assertEquals("a\t1\nb\t2\n2\n", ran.done());
    assertEquals("", ran.err());
  }

  @Test
  void rowsAreJsonOnRequest() {
    assertEquals(
        List.of("{\"key\":\"61\",\"value\":\"31\"}", "{\"key\":\"62\",\"value\":\"32\"}"),
        statements("SELECT * FROM kv", "--json", "--hex").lines());
  }

  @Test
  void changesAreCountedAndRolledBack() {
    Ran ran =
        statements("BEGIN; DELETE FROM kv WHERE key >= 'a'; ROLLBACK; SELECT COUNT(*) FROM kv;");
    assertEquals("2\n", ran.done());
    assertEquals("2 rows changed\n", ran.err());
    statements("begin; DELETE FROM kv WHERE key = 'a'; commit;").done();
    assertEquals("1\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void theFirstStatementThatFailsEndsIt() {
    Ran ran = statements("SELECT key FROM kv; SELECT x FROM nix; DELETE FROM kv WHERE key = 'a';");
    assertEquals(ExitCode.USAGE, ran.code());
    assertEquals("a\nb\n", ran.out());
    assertTrue(ran.err().startsWith("kedge: at position "), ran.err());
    assertEquals(1, ran.err().lines().count());
    assertEquals("2\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void commentsAroundStatementsAreNoStatements() {
    Ran ran = statements("-- a\nBEGIN; /* b */ DELETE FROM kv;\n-- c\nROLLBACK; -- d;\n-- done");
    assertEquals("", ran.done());
    assertEquals("2 rows changed\n", ran.err());
    assertEquals("2\n", kedge.run("count", "@app.kv").done());
    String open = statements("/* never closed; DELETE FROM kv;").failed(ExitCode.USAGE);
    assertTrue(open.contains("the comment is not closed"), open);
  }

  @Test
  void aTransactionThatWasNotBegunIsNotEnded() {
    for (String end : List.of("COMMIT", "ROLLBACK")) {
      String line = statements(end).failed(ExitCode.REFUSED);
      assertTrue(line.endsWith(": begin one with BEGIN"), line);
    }
  }

  @Test
  void aTransactionThatIsNotCommittedIsToldOf() {
    for (String end : List.of("", "exit;")) {
      Ran ran = statements("BEGIN; DELETE FROM kv; " + end);
      assertEquals(ExitCode.USAGE, ran.code());
      assertEquals(
          "2 rows changed\nkedge: transaction not committed: rolled back; end it with COMMIT\n",
          ran.err());
    }
    assertEquals("2\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void exitEndsAPipeAsItEndsTheTypedShell() {
    assertEquals("1\n", statements("SELECT 1; exit; SELECT 2;").done());
    assertEquals("1\n", statements("SELECT 1;\nquit\nSELECT 2;\n").done());
    assertEquals("1\n", statements("SELECT 1; exit").done());
    statements("SELECT\nexit\n").failed(ExitCode.USAGE);
  }

  @Test
  void theReasonIsToldForAStatementOfSeveralLines() {
    String line = statements("SELECT *\nFROM kv\nWHERE nix = 'a\nb';").failed(ExitCode.USAGE);
    assertTrue(line.contains("nix"), line);
    String open = statements("SELECT *\nFROM kv WHERE key = 'a\n\nb").failed(ExitCode.USAGE);
    assertTrue(open.contains("not closed"), open);
  }

  @Test
  void bytesThatAreNoTextAreBase64InJson() {
    kedge.run("set", "@app.kv", "--hex", "61", "ff").done();
    assertEquals(
        List.of("{\"key\":\"a\",\"valueBase64\":\"/w==\"}", "{\"key\":\"b\",\"value\":\"2\"}"),
        statements("SELECT * FROM kv", "--json").lines());
  }

  @Test
  void statementsEndWithWhatTheirCommandsEndWith() {
    String missing = statements("DROP HOLD 'nix'").failed(ExitCode.NOT_THERE);
    assertTrue(missing.contains("nix"), missing);
    statements("CREATE HOLD 'r'").done();
    String taken = statements("CREATE HOLD 'r'").failed(ExitCode.REFUSED);
    assertTrue(taken.contains("there is a hold named r already"), taken);
    statements("CREATE HOLD 'a/b'").failed(ExitCode.USAGE);
  }

  @Test
  void theLogThatItDiscardsGoesToTheArchive() throws IOException {
    Path archive = Files.createDirectory(kedge.file("archive"));
    statements("CHECKPOINT", "--wal-archive", archive.toString()).done();
    try (Stream<Path> files = Files.list(archive)) {
      assertTrue(files.findAny().isPresent());
    }
  }

  @Test
  void anOperationSaysWhatItDid() {
    String backup = "BACKUP TO '" + kedge.file("b.kvbak") + "';";
    assertTrue(statements(backup, "--json").done().contains("\"version\":2,"));
    assertTrue(Files.exists(kedge.file("b.kvbak")));
    assertTrue(statements(backup).failed(ExitCode.REFUSED).contains("b.kvbak exists"));
  }

  @Test
  void aDatabaseThatIsMissingOrInUseIsRefused() {
    String missing = kedge.run("shell", "@nix.kv").failed(ExitCode.REFUSED);
    assertTrue(missing.contains("kedge create"), missing);
    try (Database owner = Database.open(kedge.file("app.kv"))) {
      String locked = statements("SELECT 1").failed(ExitCode.REFUSED);
      assertTrue(locked.contains("pid " + ProcessHandle.current().pid()), locked);
      assertEquals(2, owner.position().version());
    }
  }
}
