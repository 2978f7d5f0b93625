package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine;

/** The subcommands by name, in the order in which help lists them. */
final class Subcommands {

  static final Map<String, Function<Console, Object>> ALL = Collections.unmodifiableMap(all());

  private Subcommands() {}

  private static Map<String, Function<Console, Object>> all() {
    Map<String, Function<Console, Object>> all = new LinkedHashMap<>();
    all.put("create", CreateCommand::new);
    all.put("get", GetCommand::new);
    all.put("set", SetCommand::new);
    all.put("del", DelCommand::new);
    all.put("del-range", DelRangeCommand::new);
    all.put("exists", ExistsCommand::new);
    all.put("scan", ScanCommand::new);
    all.put("count", CountCommand::new);
    all.put("dump", DumpCommand::new);
    all.put("load", LoadCommand::new);
    all.put("export", ExportCommand::new);
    all.put("import", ImportCommand::new);
    all.put("info", InfoCommand::new);
    all.put("stats", StatsCommand::new);
    all.put("checkpoint", CheckpointCommand::new);
    all.put("check", CheckCommand::new);
    all.put("compact", CompactCommand::new);
    all.put("backup", BackupCommand::new);
    all.put("verify", VerifyCommand::new);
    all.put("restore", RestoreCommand::new);
    all.put("ship", ShipCommand::new);
    all.put("replay", ReplayCommand::new);
    all.put("promote", PromoteCommand::new);
    all.put("hold", Subcommands::hold);
    all.put("replicate", ReplicateCommand::new);
    all.put("sync", SyncCommand::new);
    all.put("snapshot", SnapshotCommand::new);
    all.put("validate", ValidateCommand::new);
    all.put("retain", RetainCommand::new);
    all.put("generations", GenerationsCommand::new);
    all.put("snapshots", SnapshotsCommand::new);
    all.put("segments", SegmentsCommand::new);
    all.put("window", WindowCommand::new);
    all.put("keep", KeepCommand::new);
    all.put("follow", FollowCommand::new);
    all.put("watch", WatchCommand::new);
    all.put("shell", ShellCommand::new);
    all.put("completion", CompletionCommand::new);
    return all;
  }

  private static Object hold(Console console) {
    return new CommandLine(new HoldCommand())
        .addSubcommand(new HoldCreateCommand(console))
        .addSubcommand(new HoldAdvanceCommand(console))
        .addSubcommand(new HoldDropCommand(console))
        .addSubcommand(new HoldListCommand(console));
  }
}
