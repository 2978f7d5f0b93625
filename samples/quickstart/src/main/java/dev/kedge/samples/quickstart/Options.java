package dev.kedge.samples.quickstart;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What was asked for on the command line.
 *
 * @param help whether to say only how the program is used
 * @param small whether to take a few thousand files only
 * @param keep where the files stay; in a temporary directory, which is deleted, if there is none
 */
record Options(boolean help, boolean small, Optional<Path> keep) {

  static final String USAGE =
      """
      usage: quickstart [--small] [--keep DIR] [--help]
        Shows Kedge on all files of this JDK; needs 2 GB of disk for a few seconds.
        --small     on a few thousand of them, in 300 MB
        --keep DIR  leaves what it writes in DIR, which must be new or empty; otherwise it writes
                    to a temporary directory and deletes that
        --help      shows this
      """;

  /**
   * Reads the command line.
   *
   * @throws UsageException if something in it has no meaning
   */
  static Options parse(String... args) throws UsageException {
    boolean help = false;
    boolean small = false;
    Optional<Path> keep = Optional.empty();
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--help" -> help = true;
        case "--small" -> small = true;
        case "--keep" -> {
          if (++i == args.length || args[i].startsWith("-")) {
            throw new UsageException("--keep needs a directory");
          }
          keep = Optional.of(Path.of(args[i]));
        }
        default -> throw new UsageException("unknown argument: " + args[i]);
      }
    }
    return new Options(help, small, keep);
  }
}
