package dev.kedge.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Screen;
import dev.kedge.cli.console.Stop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Runs commands in this JVM, in a directory, as a shell would. */
final class Kedges {

  private static final Screen BUT_THE_INPUT = new Screen(false, true, true);

  private final Path directory;
  private final Stop stop = new Stop();

  Kedges(Path directory) {
    this.directory = directory;
  }

  /** What a command left behind. */
  record Ran(int code, ByteArrayOutputStream output, String err) {

    byte[] bytes() {
      return output.toByteArray();
    }

    String out() {
      return output.toString(StandardCharsets.UTF_8);
    }

    List<String> lines() {
      return out().lines().toList();
    }

    /** Asserts that it is done and gives what it printed. */
    String done() {
      assertEquals(ExitCode.DONE, code, err);
      return out();
    }

    /** Asserts that it ended with a code, and with one line about it. */
    String failed(int expected) {
      assertEquals(expected, code, err);
      List<String> lines = err.lines().filter(line -> !line.startsWith("Try 'kedge")).toList();
      assertEquals(1, lines.size(), err);
      assertEquals("", out());
      return lines.get(0);
    }
  }

  /** Runs a command without input. Of arguments that begin with @, the rest names a file here. */
  Ran run(String... arguments) {
    return pipe(new byte[0], arguments);
  }

  /** Runs a command without input, with its arguments as they are. */
  Ran exactly(String... arguments) {
    return execute(new byte[0], Screen.NOWHERE, arguments);
  }

  /** Runs a command with input in a pipe. */
  Ran pipe(byte[] input, String... arguments) {
    return execute(input, Screen.NOWHERE, allNamed(arguments));
  }

  /** Runs a command as if a person sat before it. */
  Ran type(String... arguments) {
    return execute(new byte[0], Screen.EVERYWHERE, allNamed(arguments));
  }

  /** Runs a command as if a person saw what it writes, without input. */
  Ran show(String... arguments) {
    return execute(new byte[0], BUT_THE_INPUT, allNamed(arguments));
  }

  /** Runs a command as if a person sat before it who types an answer. */
  Ran answer(String typed, String... arguments) {
    return execute(typed.getBytes(StandardCharsets.UTF_8), Screen.EVERYWHERE, allNamed(arguments));
  }

  /** Commands from now on are asked to end as soon as they begin. */
  void stop() {
    stop.patience(Duration.ZERO);
    stop.request();
  }

  private Ran execute(byte[] input, Screen screen, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console =
        new Console(
            new ByteArrayInputStream(input),
            out,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            screen,
            stop);
    int code = Kedge.run(console, arguments);
    return new Ran(code, out, err.toString(StandardCharsets.UTF_8));
  }

  private String[] allNamed(String... arguments) {
    return Arrays.stream(arguments).map(this::named).toArray(String[]::new);
  }

  private String named(String argument) {
    return argument.startsWith("@") ? file(argument.substring(1)).toString() : argument;
  }

  Path file(String name) {
    return directory.resolve(name);
  }
}
