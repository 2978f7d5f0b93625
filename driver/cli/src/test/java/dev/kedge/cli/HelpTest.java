package dev.kedge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelpTest {

  @TempDir Path directory;

  @Test
  void everyCommandIsListedAndExplained() {
    Kedges kedge = new Kedges(directory);
    String all = kedge.run("--help").done();
    for (String name : Subcommands.NAMES) {
      assertTrue(all.contains("\n  " + name), name);
      String one = kedge.run(name, "--help").done();
      assertTrue(one.startsWith("Usage: kedge " + name), one);
    }
    assertTrue(all.contains("Exit codes:"), all);
  }

  @Test
  void helpShowsWhatTheOptionOfACommandShows() {
    Kedges kedge = new Kedges(directory);
    assertEquals(kedge.run("--help").done(), kedge.run("help").done());
    for (String name : Subcommands.NAMES) {
      assertEquals(kedge.run(name, "--help").done(), kedge.run("help", name).done());
    }
    String advance = kedge.run("hold", "advance", "--help").done();
    assertEquals(advance, kedge.run("help", "hold", "advance").done());
    assertTrue(kedge.run("help", "bakcup").failed(ExitCode.USAGE).contains("did you mean backup?"));
  }

  @Test
  void theVersionIsPrinted() {
    assertTrue(new Kedges(directory).run("--version").done().startsWith("kedge "));
  }

  @Test
  void theCompletionScriptKnowsTheCommands() {
    String script = new Kedges(directory).run("completion").done();
    assertTrue(script.startsWith("#!/usr/bin/env bash"), script.substring(0, 80));
    assertTrue(script.contains("del-range"));
    assertTrue(script.contains("--until-timestamp"));
    assertEquals(-1, script.indexOf("Main"));
  }
}
