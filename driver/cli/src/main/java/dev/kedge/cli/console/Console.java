package dev.kedge.cli.console;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * What a command talks to. Standard output carries what was asked for and nothing else; what else
 * is to be said goes to standard error.
 */
public final class Console {

  private final InputStream in;
  private final OutputStream out;
  private final PrintStream err;
  private final Terminals terminals;
  private final Stop stop;

  /**
   * A console.
   *
   * @param terminals what a person sees of it
   * @param stop asks the command to end
   */
  public Console(
      InputStream in, OutputStream out, PrintStream err, Terminals terminals, Stop stop) {
    this.in = new BufferedInputStream(in);
    this.out = new BufferedOutputStream(out, 1 << 16);
    this.err = err;
    this.terminals = terminals;
    this.stop = stop;
  }

  /** Standard input, buffered. */
  public InputStream in() {
    return in;
  }

  /** Standard output, buffered; it throws when it can't be written, and must be flushed. */
  public OutputStream out() {
    return out;
  }

  /** Standard error. */
  public PrintStream err() {
    return err;
  }

  /** Whether a person sits before it. */
  public boolean isTerminal() {
    return terminals.dialogue();
  }

  /** Whether standard output goes to a screen, wherever the input comes from. */
  public boolean isOutputShown() {
    return terminals.output();
  }

  /** Whether the command has been asked to end. */
  public boolean isStopped() {
    return stop.isRequested();
  }

  /**
   * Waits until the command is asked to end.
   *
   * @param timeout how long to wait at the most
   * @return whether it has been asked
   */
  public boolean awaitStop(Duration timeout) {
    return stop.await(timeout);
  }

  /** Asks for more time than usual to end, once that is wished, as there is something to finish. */
  public void finishWithin(Duration patience) {
    stop.patience(patience);
  }

  /** Writes a line of what was asked for. */
  public void print(String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Says something beside what was asked for, in one line. */
  public void say(String line) {
    err.println(OneLine.of(line));
  }

  /**
   * Asks the person before it.
   *
   * @return the answer; empty if there is no person, or none was given
   */
  public Optional<String> ask(String question) throws IOException {
    if (!isTerminal()) {
      return Optional.empty();
    }
    err.print(question);
    err.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
    }
    return Optional.of(line.toString(StandardCharsets.UTF_8).strip())
        .filter(answer -> !answer.isEmpty());
  }

  /** The same for what must not be seen on the screen. */
  @SuppressWarnings("SystemConsoleNull") // there is none in a pipe, see StandardTerminals
  public Optional<String> askSecret(String question) {
    java.io.Console keyboard = isTerminal() ? System.console() : null;
    char[] typed = keyboard == null ? null : keyboard.readPassword("%s", question);
    return Optional.ofNullable(typed).map(String::new);
  }

  /** Shows how far something is, on a terminal only; close it when it has ended. */
  public Progress progress(String what) {
    return new Progress(what, terminals.error() ? err : null, stop::isRequested, System::nanoTime);
  }
}
