package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;

/** The subcommands. */
final class Subcommands {

  /** Their names, in the order in which help lists them. */
  static final Set<String> NAMES =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(
              List.of(
                  "create",
                  "get",
                  "set",
                  "del",
                  "del-range",
                  "exists",
                  "scan",
                  "count",
                  "dump",
                  "load",
                  "export",
                  "import",
                  "info",
                  "stats",
                  "checkpoint",
                  "check",
                  "compact",
                  "backup",
                  "verify",
                  "restore",
                  "ship",
                  "replay",
                  "promote",
                  "hold",
                  "replicate",
                  "sync",
                  "snapshot",
                  "validate",
                  "retain",
                  "generations",
                  "snapshots",
                  "segments",
                  "window",
                  "keep",
                  "follow",
                  "watch",
                  "shell",
                  "completion")));

  private Subcommands() {}

  /**
   * Makes one of them. A table of constructors would be shorter, but to fill it loads the classes
   * of all of them, for which a short command has no time.
   */
  static Object create(String name, Console console) {
    return switch (name) {
      case "create" -> new CreateCommand(console);
      case "get" -> new GetCommand(console);
      case "set" -> new SetCommand(console);
      case "del" -> new DelCommand(console);
      case "del-range" -> new DelRangeCommand(console);
      case "exists" -> new ExistsCommand(console);
      case "scan" -> new ScanCommand(console);
      case "count" -> new CountCommand(console);
      case "dump" -> new DumpCommand(console);
      case "load" -> new LoadCommand(console);
      case "export" -> new ExportCommand(console);
      case "import" -> new ImportCommand(console);
      case "info" -> new InfoCommand(console);
      case "stats" -> new StatsCommand(console);
      case "checkpoint" -> new CheckpointCommand(console);
      case "check" -> new CheckCommand(console);
      case "compact" -> new CompactCommand(console);
      case "backup" -> new BackupCommand(console);
      case "verify" -> new VerifyCommand(console);
      case "restore" -> new RestoreCommand(console);
      case "ship" -> new ShipCommand(console);
      case "replay" -> new ReplayCommand(console);
      case "promote" -> new PromoteCommand(console);
      case "hold" -> hold(console);
      case "replicate" -> new ReplicateCommand(console);
      case "sync" -> new SyncCommand(console);
      case "snapshot" -> new SnapshotCommand(console);
      case "validate" -> new ValidateCommand(console);
      case "retain" -> new RetainCommand(console);
      case "generations" -> new GenerationsCommand(console);
      case "snapshots" -> new SnapshotsCommand(console);
      case "segments" -> new SegmentsCommand(console);
      case "window" -> new WindowCommand(console);
      case "keep" -> new KeepCommand(console);
      case "follow" -> new FollowCommand(console);
      case "watch" -> new WatchCommand(console);
      case "shell" -> new ShellCommand(console);
      case "completion" -> new CompletionCommand(console);
      default -> throw new IllegalArgumentException("there is no command " + name);
    };
  }

  private static Object hold(Console console) {
    return new CommandLine(new HoldCommand())
        .addSubcommand(new HoldCreateCommand(console))
        .addSubcommand(new HoldAdvanceCommand(console))
        .addSubcommand(new HoldDropCommand(console))
        .addSubcommand(new HoldListCommand(console));
  }
}
