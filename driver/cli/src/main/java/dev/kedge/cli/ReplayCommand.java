package dev.kedge.cli;

import dev.kedge.ApplyResult;
import dev.kedge.Database;
import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.ApplyUntil;
import dev.kedge.cli.work.Input;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies shipped or archived log to a replica. */
@Command(
    name = "replay",
    aliases = "apply",
    description = {
      "Apply shipped log to a replica, which begins as a restored backup of its primary:",
      "a file, standard input, or a directory of archived log. What the replica has is skipped."
    })
final class ReplayCommand extends KedgeCommand {

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Mixin final InputOption input = new InputOption();

  @Mixin final OwnerFileOption there = new OwnerFileOption();

  @Option(names = "--until", paramLabel = "VERSION", description = "Stop at this version.")
  @Nullable Long version;

  @Option(
      names = "--until-timestamp",
      paramLabel = "INSTANT",
      description = "Stop at the last commit at or before it, such as 2026-01-31T12:00:00Z.")
  @Nullable Instant instant;

  @Option(names = "--follow", description = "Make a replica of what was a primary until now.")
  boolean follow;

  ReplayCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    if (version != null && instant != null) {
      throw new IllegalArgumentException("give either --until or --until-timestamp, not both");
    }
    try (Input from = input.input(there, console)) {
      if (owner.address == null) {
        Opening.requireExists(target.path);
      }
      ShippedLog.require(from);
      replay(from);
    }
    return ExitCode.DONE;
  }

  private void replay(Input from) throws IOException {
    try (Work replica = owner.work(console, target.path, target.walArchive, this::openReplica)) {
      ApplyResult result;
      try (Progress progress = console.progress("replaying")) {
        result = replica.apply(from, new ApplyUntil(version, instant), progress);
      }
      Position position = result.position();
      done(
          "replayed %d commits: at version %d (%s) of %s"
              .formatted(result.applied(), position.version(), position, result.commitTime()),
          Fields.of(result));
    }
  }

  private Database openReplica() {
    if (!follow) {
      Opening.refusePrimary(
          target.path,
          ", and log goes to replicas: name the replica, or say --follow if it is to be one from"
              + " now on");
    }
    return target.openAsReplica();
  }
}
