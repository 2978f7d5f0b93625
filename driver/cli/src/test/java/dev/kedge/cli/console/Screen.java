package dev.kedge.cli.console;

/** What a test makes a command see of its terminals. */
public record Screen(boolean dialogue, boolean output, boolean error) implements Terminals {

  /** All is a terminal. */
  public static final Screen EVERYWHERE = new Screen(true, true, true);

  /** All is a pipe or a file. */
  public static final Screen NOWHERE = new Screen(false, false, false);
}
