package dev.kedge.cli.console;

/** Which of the standard streams are a terminal; what can't be found out is none. */
public interface Terminals {

  /** Whether a person sits before it: standard input and output both are one. */
  boolean dialogue();

  /** Whether standard output is one. */
  boolean output();

  /** Whether standard error is one. */
  boolean error();
}
