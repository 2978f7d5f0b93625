package dev.kedge.cli.console;

import java.io.IOException;

/**
 * The standard streams of this process. Java only tells whether input and output both are a
 * terminal; for one of them a child that inherits it is asked, which every POSIX system has.
 */
public final class StandardTerminals implements Terminals {

  private static final String OUTPUT = "1";
  private static final String ERROR = "2";

  private final boolean dialogue;

  /** Asks for input and output. */
  @SuppressWarnings("SystemConsoleNull") // with the property there is none in a pipe
  public StandardTerminals() {
    // JDK 22 to 24 have a console in a pipe, too, unless they are asked for the one of old.
    System.setProperty("jdk.console", "java.base");
    dialogue = System.console() != null;
  }

  @Override
  public boolean dialogue() {
    return dialogue;
  }

  @Override
  public boolean output() {
    return dialogue || isTerminal(OUTPUT);
  }

  @Override
  public boolean error() {
    return isTerminal(ERROR);
  }

  private static boolean isTerminal(String descriptor) {
    try {
      Process test = new ProcessBuilder("test", "-t", descriptor).inheritIO().start();
      return test.waitFor() == 0;
    } catch (IOException e) {
      return false; // There is no such program.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
