package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What every subcommand has: the console, and a result as text or JSON. */
abstract class KedgeCommand implements Callable<Integer> {

  final Console console;

  @Option(names = "--json", description = "Give the result as JSON.")
  boolean json;

  KedgeCommand(Console console) {
    this.console = console;
  }

  @Override
  public final Integer call() throws Exception {
    int code = run();
    console.out().flush();
    return code;
  }

  /**
   * Does it.
   *
   * @return the exit code
   */
  abstract int run() throws Exception;

  /** Gives what was asked for on standard output. */
  final void answer(Fields result) throws IOException {
    if (json) {
      result.writeJson(console.out());
    } else {
      for (String line : result.lines()) {
        console.print(line);
      }
    }
  }

  /** Tells what was done: in a line on standard error, or as JSON on standard output. */
  final void done(String sentence, Fields result) throws IOException {
    if (json) {
      result.writeJson(console.out());
    } else {
      console.say(sentence);
    }
  }

  /**
   * The same where standard output may carry data already: then JSON too goes to standard error.
   */
  final void done(String sentence, Fields result, boolean outputTaken) throws IOException {
    if (json && outputTaken) {
      console.out().flush();
      result.writeJson(console.err());
    } else {
      done(sentence, result);
    }
  }
}
