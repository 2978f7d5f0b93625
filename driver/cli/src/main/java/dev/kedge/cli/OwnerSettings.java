package dev.kedge.cli;

import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Options of commands about replicas that the process decides on that has the database open. */
final class OwnerSettings {

  /** The others say what to do, not how. */
  private static final Set<String> OURS =
      Set.of(
          "--name",
          "--once",
          "--dry-run",
          "--status-interval",
          "--json",
          "--verbose",
          "--jmx",
          "--jmx-user",
          "--jmx-password-file");

  private OwnerSettings() {}

  /**
   * Refuses such options, which would be passed over otherwise.
   *
   * @param command the command as it was given
   * @param owner the process
   */
  static void refuse(CommandSpec command, String owner) {
    List<String> given =
        command.commandLine().getParseResult().matchedOptions().stream()
            .map(OptionSpec::longestName)
            .filter(name -> !OURS.contains(name))
            .toList();
    if (!given.isEmpty()) {
      throw new RefusedException(
          owner
              + " has the database open and replicates it as it was told there: leave out "
              + String.join(" and ", given));
    }
  }
}
