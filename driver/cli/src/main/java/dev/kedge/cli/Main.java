package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.StandardOutput;
import dev.kedge.cli.console.StandardTerminals;
import dev.kedge.cli.console.Stop;
import dev.kedge.cli.logging.LogSettings;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Starts the command on the standard streams of the process. */
public final class Main {

  private static final char REPLACEMENT = '\ufffd';

  /** Commands that have a database open for long, so that others go through them. */
  private static final Set<String> LASTING = Set.of("replicate", "follow", "shell");

  private Main() {}

  /** Runs the command, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    if (!isLasting(arguments)) {
      System.setProperty("kedge.jmx.enabled", "false");
    }
    if (!List.of(arguments).contains("--verbose")) {
      LogSettings.use();
    }
    // What is printed is for programs too, which want digits as they know them.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Stop stop = new Stop();
    // Lets an operation end cleanly when a signal ends the process.
    Runtime.getRuntime().addShutdownHook(new Thread(stop::request, "stop"));
    int code = run(console(stop), arguments);
    stop.ended();
    System.exit(code);
  }

  /** Whether it is one of those; the options that may stand before its name take no values. */
  static boolean isLasting(String... arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        return LASTING.contains(argument);
      }
    }
    return false;
  }

  private static int run(Console console, String[] arguments) {
    for (String argument : arguments) {
      if (argument.indexOf(REPLACEMENT) >= 0 && !isUtf8()) {
        console.say(
            "kedge: the locale can't represent an argument: set LC_ALL=C.UTF-8, or use --hex or"
                + " --base64");
        return ExitCode.USAGE;
      }
    }
    return Kedge.run(console, arguments);
  }

  private static boolean isUtf8() {
    return StandardCharsets.UTF_8.name().equals(System.getProperty("sun.jnu.encoding"));
  }

  private static Console console(Stop stop) {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        new StandardOutput(),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        new StandardTerminals(),
        stop);
  }
}
