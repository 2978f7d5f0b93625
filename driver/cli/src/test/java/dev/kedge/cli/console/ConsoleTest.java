package dev.kedge.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleTest {

  /** What an operation that takes long enough for a bar writes to standard error. */
  private static String shown(Terminals terminals) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, UTF_8);
    Console console =
        new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            print,
            terminals,
            new Stop());
    try (Progress progress = console.progress("compacting")) {
      long begin = System.nanoTime();
      while (System.nanoTime() - begin <= Duration.ofMillis(100).toNanos()) {
        Thread.onSpinWait();
      }
      progress.progress(1, 2);
    }
    return err.toString(UTF_8);
  }

  @Test
  void whatIsSaidIsOneLine() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(err, true, UTF_8);
    new Console(
            InputStream.nullInputStream(),
            OutputStream.nullOutputStream(),
            print,
            Screen.NOWHERE,
            new Stop())
        .say("käse \\ a\nb\tc\r\u001b");
    assertEquals("käse \\ a\\nb\\tc\\u000d\\u001b" + System.lineSeparator(), err.toString(UTF_8));
  }

  @Test
  void aBarIsShownWhereStandardErrorIsATerminal() {
    assertEquals("", shown(new Screen(true, true, false)));
    assertNotEquals("", shown(new Screen(false, false, true)));
  }
}
