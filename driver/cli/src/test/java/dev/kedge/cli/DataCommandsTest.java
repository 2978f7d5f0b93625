package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.cli.Kedges.Ran;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Screen;
import dev.kedge.cli.console.Stop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {

  @TempDir Path directory;
  private Kedges kedge;

  @BeforeEach
  void create() {
    kedge = new Kedges(directory);
    kedge.run("create", "@app.kv").done();
  }

  @Test
  void whatWasSetIsPrintedAndNothingElse() {
    Ran set = kedge.run("set", "@app.kv", "user/1", "Ada");
    assertEquals("", set.done());
    assertEquals("version 1\n", set.err());
    Ran get = kedge.run("get", "@app.kv", "user/1");
    assertEquals("Ada\n", get.done());
    assertEquals("", get.err());
    assertEquals("Ada", kedge.run("get", "@app.kv", "user/1", "--raw").done());
    assertEquals(
        "{\"key\":\"user/1\",\"value\":\"Ada\"}\n",
        kedge.run("get", "@app.kv", "user/1", "--json").done());
  }

  @Test
  void aKeyThatIsNotThereEndsWithOne() {
    assertEquals(
        "kedge: the key is not there: nix",
        kedge.run("get", "@app.kv", "nix").failed(ExitCode.NOT_THERE));
    kedge.run("del", "@app.kv", "nix").failed(ExitCode.NOT_THERE);
    Ran exists = kedge.run("exists", "@app.kv", "nix");
    assertEquals(ExitCode.NOT_THERE, exists.code());
    assertEquals("false\n", exists.out());
  }

  @Test
  void aRemovedKeyIsGone() {
    kedge.run("set", "@app.kv", "k", "v").done();
    assertEquals("true\n", kedge.run("exists", "@app.kv", "k").done());
    kedge.run("del", "@app.kv", "k").done();
    assertEquals("{\"exists\":false}\n", kedge.run("exists", "@app.kv", "k", "--json").out());
  }

  @Test
  void bytesComeAndGoAsHexAndBase64AndAsTheyAre() throws IOException {
    byte[] value = new byte[100_000];
    new Random(1).nextBytes(value);
    Files.write(kedge.file("value"), value);
    kedge.run("set", "@app.kv", "--hex", "00ff", "--input", "@value").done();
    assertArrayEquals(value, kedge.run("get", "@app.kv", "--base64", "AP8=", "--raw").bytes());
    kedge.run("set", "@app.kv", "--base64", "AP8=", "AAH/").done();
    assertEquals("0001ff\n", kedge.run("get", "@app.kv", "--hex", "00FF").done());
    kedge.pipe(value, "set", "@app.kv", "piped", "--input", "-").done();
    assertArrayEquals(value, kedge.run("get", "@app.kv", "piped", "--raw").bytes());
  }

  @Test
  void aKeyOrValueThatBeginsWithAnAtSignIsTakenAsItIs() throws IOException {
    Path other = Files.writeString(kedge.file("other"), "content");
    String database = kedge.file("app.kv").toString();
    for (String text : List.of("@@v", "@" + other, "@")) {
      kedge.exactly("set", database, text, text).done();
      assertEquals(text + "\n", kedge.exactly("get", database, text).done());
    }
    assertEquals("3\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void aKeyOrValueMayBeginWithADashBehindTwoAndANumberAnyway() {
    kedge.run("set", "@app.kv", "--", "-k", "--hex").done();
    assertEquals("--hex\n", kedge.run("get", "@app.kv", "--", "-k").done());
    kedge.run("set", "@app.kv", "-5", "-6").done();
    assertEquals("-6\n", kedge.run("get", "@app.kv", "-5").done());
  }

  @Test
  void getPrintsBytesThatAreNoTextAsTheyAre() {
    kedge.run("set", "@app.kv", "--hex", "6b", "ff1b").done();
    assertArrayEquals(
        new byte[] {(byte) 0xff, 0x1b, '\n'}, kedge.run("get", "@app.kv", "k").bytes());
  }

  @Test
  void aScanPrintsARangeInEitherOrder() {
    for (String key : List.of("a/1", "a/2", "a/3", "b/1")) {
      kedge.run("set", "@app.kv", key, "of " + key).done();
    }
    assertEquals(
        List.of("a/1\tof a/1", "a/2\tof a/2", "a/3\tof a/3"),
        kedge.run("scan", "@app.kv", "--prefix", "a/").lines());
    assertEquals(
        List.of("b/1\tof b/1", "a/3\tof a/3"),
        kedge.run("scan", "@app.kv", "--from", "a/2", "--reverse", "--limit", "2").lines());
    assertEquals(
        List.of("{\"key\":\"612f31\",\"value\":\"6f6620612f31\"}"),
        kedge.run("scan", "@app.kv", "--hex", "--to", "612f32", "--json").lines());
    assertEquals("3\n", kedge.run("count", "@app.kv", "--prefix", "a/").done());
    assertEquals("{\"count\":4}\n", kedge.run("count", "@app.kv", "--json").done());
  }

  @Test
  void aScanPrintsNothingThatATerminalWouldObey() {
    kedge.run("set", "@app.kv", "--hex", "1b5b314a", "0a09").done();
    kedge.run("set", "@app.kv", "--hex", "ff", "00").done();
    assertEquals(
        List.of("\\u001b[1J\t\\u000a\\u0009", "\\xff\t\\u0000"),
        kedge.run("scan", "@app.kv").lines());
  }

  @Test
  void aRangeIsRemovedInOneCommit() {
    for (String key : List.of("a/1", "a/2", "b/1")) {
      kedge.run("set", "@app.kv", key, "v").done();
    }
    assertTrue(
        kedge
            .run("del-range", "@app.kv", "--prefix", "a/", "--json")
            .done()
            .contains("\"version\":4"));
    assertEquals("1\n", kedge.run("count", "@app.kv").done());
    assertTrue(kedge.run("del-range", "@app.kv").failed(ExitCode.USAGE).contains("--all"));
    kedge.run("del-range", "@app.kv", "--all").done();
    assertEquals("0\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void aRangeWithoutBoundsRemovesNothingByMistake() {
    kedge.run("set", "@app.kv", "k", "v").done();
    for (String option : List.of("--prefix", "--from")) {
      String line = kedge.run("del-range", "@app.kv", option, "").failed(ExitCode.USAGE);
      assertTrue(line.contains("not empty, or --all"), line);
    }
    for (List<String> range : List.of(List.of("z", "a"), List.of("k", "k"), List.of("", ""))) {
      String line =
          kedge
              .run("del-range", "@app.kv", "--from", range.get(0), "--to", range.get(1))
              .failed(ExitCode.USAGE);
      assertTrue(line.contains("--from must be below --to"), line);
    }
    assertEquals("1\n", kedge.run("count", "@app.kv", "--prefix", "").done());
    kedge.run("del-range", "@app.kv", "--prefix", "", "--all").done();
    assertEquals("0\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void aDumpLoadedElsewhereIsTheSameData() {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      byte[] value = new byte[random.nextInt(3000)];
      random.nextBytes(value);
      kedge.pipe(value, "set", "@app.kv", "key " + i, "-i", "-").done();
    }
    for (List<String> how :
        List.of(
            List.of("dump", "load"),
            List.of("export --format csv", "import --format csv"),
            List.of("export --format tsv", "import --format TSV"),
            List.of("export --format jsonl", "import --format jsonl"))) {
      String copy = "@" + how.hashCode() + ".kv";
      kedge.run("create", copy).done();
      Ran dump = kedge.run(how.get(0).concat(" @app.kv --base64").split(" "));
      assertEquals(ExitCode.DONE, dump.code(), dump.err());
      assertTrue(dump.err().startsWith("wrote 20 entries of version 20 ("), dump.err());
      Ran load = kedge.pipe(dump.bytes(), how.get(1).concat(" " + copy + " --base64").split(" "));
      assertTrue(load.err().startsWith("loaded 20 entries: at version 1 ("), load.err());
      assertEquals(
          kedge.run("scan", "@app.kv", "--hex").done(), kedge.run("scan", copy, "--hex").done());
    }
  }

  @Test
  void aDumpIsWrittenToANewFileOrNotAtAll() {
    kedge.run("set", "@app.kv", "k", "v").done();
    assertEquals("", kedge.run("dump", "@app.kv", "--output", "@d.jsonl").done());
    assertTrue(
        kedge
            .run("dump", "@app.kv", "-o", "@d.jsonl")
            .failed(ExitCode.REFUSED)
            .contains("exists and is never replaced"));
    kedge.run("set", "@app.kv", "--hex", "ff", "00").done();
    assertTrue(
        kedge.run("dump", "@app.kv", "-o", "@e.jsonl").failed(ExitCode.USAGE).contains("--base64"));
    assertFalse(Files.exists(kedge.file("e.jsonl")));
    Ran json = kedge.run("dump", "@app.kv", "--hex", "--json");
    assertEquals(2, json.lines().size());
    assertTrue(json.err().startsWith("{\"entries\":2,\"generation\":\""), json.err());
  }

  @Test
  void aMalformedLineIsNamedAndWhatCameBeforeIsLoaded() {
    byte[] input = "{\"key\":\"a\",\"value\":\"1\"}\n{\"key\":\"b\"}\n".getBytes(UTF_8);
    String error = kedge.pipe(input, "load", "@app.kv").failed(ExitCode.USAGE);
    assertEquals(
        "kedge: line 2: the member value is missing; a line is {\"key\":\"…\",\"value\":\"…\"};"
            + " 1 entries before were loaded",
        error);
    assertEquals("1\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void aKeyThatIsRefusedIsNamedAndWhatCameBeforeIsLoaded() {
    String begin = "key,value\na,1\nb,2\n";
    assertEquals(
        "kedge: line 4: a key has at least one byte; 2 entries before were loaded",
        kedge
            .pipe((begin + ",3\nc,4\n").getBytes(UTF_8), "import", "@app.kv", "--format", "csv")
            .failed(ExitCode.USAGE));
    assertEquals("a\t1\nb\t2\n", kedge.run("scan", "@app.kv").done());
    String tooLong = "{\"key\":\"" + "x".repeat(5000) + "\",\"value\":\"\"}\n";
    String error = kedge.pipe(tooLong.getBytes(UTF_8), "load", "@app.kv").failed(ExitCode.USAGE);
    assertTrue(error.startsWith("kedge: line 1: key length in bytes is 5000, over "), error);
    assertTrue(error.endsWith("; 0 entries before were loaded"), error);
  }

  @Test
  void aMalformedLineBehindACommitIsToldWithAllThatCameBefore() {
    StringBuilder input = new StringBuilder();
    for (int i = 0; i < 10_001; i++) {
      input.append("{\"key\":\"%05d\",\"value\":\"\"}\n".formatted(i));
    }
    input.append("{}\n");
    String error =
        kedge.pipe(input.toString().getBytes(UTF_8), "load", "@app.kv").failed(ExitCode.USAGE);
    assertTrue(error.startsWith("kedge: line 10002: "), error);
    assertTrue(error.endsWith("; 10001 entries before were loaded"), error);
    assertEquals("10001\n", kedge.run("count", "@app.kv").done());
    String info = kedge.run("info", "@app.kv", "--json").done();
    assertTrue(info.contains("\"version\":2,"), info);
  }

  @Test
  void aLoadThatFailsMidwayTellsHowManyEntriesWereLoaded() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 25_000; i++) {
      lines.append("{\"key\":\"%d\",\"value\":\"\"}\n".formatted(i));
    }
    InputStream broken =
        new FilterInputStream(new ByteArrayInputStream(lines.toString().getBytes(UTF_8))) {
          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count < 0) {
              throw new IOException("the other side is gone");
            }
            return count;
          }
        };
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            broken,
            OutputStream.nullOutputStream(),
            new PrintStream(err, true, UTF_8),
            Screen.NOWHERE,
            new Stop());
    assertEquals(ExitCode.FAILED, Kedge.run(console, "load", kedge.file("app.kv").toString()));
    assertEquals(
        "kedge: the other side is gone; 20000 entries before were loaded",
        err.toString(UTF_8).strip());
    assertEquals("20000\n", kedge.run("count", "@app.kv").done());
  }

  @Test
  void aTruncatedFileIsNoGoodData() {
    String error =
        kedge
            .pipe(
                "key,value\na,1\n\"b\",\"2\nc,3\n".getBytes(UTF_8),
                "import",
                "@app.kv",
                "--format",
                "csv")
            .failed(ExitCode.USAGE);
    assertEquals(
        "kedge: line 3: a quoted field begins there and is closed nowhere; 1 entries before were"
            + " loaded",
        error);
    assertEquals("a\t1\n", kedge.run("scan", "@app.kv").done());
  }

  @Test
  void bytesThatAreNoTextAreBase64InJson() {
    kedge.run("set", "@app.kv", "--hex", "ff", "61").done();
    kedge.run("set", "@app.kv", "--hex", "62", "00ff").done();
    List<String> entries =
        List.of(
            "{\"key\":\"b\",\"valueBase64\":\"AP8=\"}", "{\"keyBase64\":\"/w==\",\"value\":\"a\"}");
    assertEquals(entries, kedge.run("scan", "@app.kv", "--json").lines());
    assertEquals(entries.subList(0, 1), kedge.run("get", "@app.kv", "b", "--json").lines());
    kedge.run("del-range", "@app.kv", "--hex", "--from", "ff").done();
    List<String> commits =
        kedge.run("watch", "@app.kv", "--after", "0", "--once", "--json").lines();
    assertTrue(commits.get(0).contains("\"keyBase64\":\"/w==\",\"value\":\"a\""), commits.get(0));
    assertTrue(commits.get(2).contains("\"fromBase64\":\"/w==\",\"to\":null"), commits.get(2));
  }

  @Test
  void watchPrintsTheCommitsAfterAVersion() {
    kedge.run("set", "@app.kv", "a", "1").done();
    kedge.run("set", "@app.kv", "b", "2").done();
    kedge.run("del", "@app.kv", "a").done();
    kedge.run("del-range", "@app.kv", "--from", "b").done();
    List<String> lines = kedge.run("watch", "@app.kv", "--after", "1", "--once").lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).matches("2\t[^\t]+Z\tset\tb\t2"), lines.get(0));
    assertTrue(lines.get(1).matches("3\t[^\t]+Z\tdel\ta"), lines.get(1));
    assertTrue(lines.get(2).matches("4\t[^\t]+Z\tdel-range\tb"), lines.get(2));
    List<String> json = kedge.run("watch", "@app.kv", "--after", "0", "--once", "--json").lines();
    assertTrue(
        json.get(0)
            .endsWith("\"operations\":[{\"operation\":\"set\",\"key\":\"a\",\"value\":\"1\"}]}"),
        json.get(0));
  }
}
