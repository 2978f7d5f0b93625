package dev.kedge.cli;

/** What the command ends with. Scripts rely on the numbers. */
final class ExitCode {

  /** It is done. */
  static final int DONE = 0;

  /** What was asked for is not there: the key, the hold, or the replica of a statement. */
  static final int NOT_THERE = 1;

  /** The command line or its input is malformed; nothing was done, or as much as the error says. */
  static final int USAGE = 2;

  /** It can't be done as things are: database in use, missing, name taken, another history. */
  static final int REFUSED = 3;

  /** A database, a backup or shipped log is damaged. */
  static final int DAMAGED = 4;

  /** The system or a destination failed it (a full disk, a permission), or the command did. */
  static final int FAILED = 5;

  /**
   * Nobody reads the standard output any more: 128 and the number of SIGPIPE, as shells have it.
   */
  static final int READER_GONE = 141;

  private ExitCode() {}
}
