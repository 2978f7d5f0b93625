package dev.kedge.cli;

import dev.kedge.ApplyResult;
import dev.kedge.Database;
import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.nio.file.Path;
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

  @Mixin final InputOption input = new InputOption();

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
    Path file = input.fileOrPipe(console);
    if (!follow) {
      Opening.refusePrimary(
          target.path,
          ", and log goes to replicas: name the replica, or say --follow if it is to be one from"
              + " now on");
    }
    try (Database replica = target.openAsReplica()) {
      ApplyResult result;
      try (Progress progress = console.progress("replaying")) {
        result = file == null ? apply(replica, progress) : apply(replica, file, progress);
      }
      Position position = result.position();
      done(
          "replayed %d commits: at version %d (%s) of %s"
              .formatted(result.applied(), position.version(), position, result.commitTime()),
          Fields.of(result));
    }
    return ExitCode.DONE;
  }

  private ApplyResult apply(Database replica, Path file, Progress progress) {
    if (version != null) {
      return replica.applyWalUntil(file, version, progress);
    }
    return instant == null
        ? replica.applyWal(file, progress)
        : replica.applyWalUntil(file, instant, progress);
  }

  private ApplyResult apply(Database replica, Progress progress) throws IOException {
    if (version != null) {
      return replica.applyWalUntil(console.in(), version, progress);
    }
    if (instant != null) {
      return replica.applyWalUntil(console.in(), instant, progress);
    }
    ApplyResult result = replica.applyWal(console.in(), progress);
    while (isMoreInput()) {
      result = sum(result, replica.applyWal(console.in(), progress));
    }
    return result;
  }

  /** Shipments may follow one another in a pipe, as {@code cat} joins them. */
  private boolean isMoreInput() throws IOException {
    console.in().mark(1);
    boolean more = console.in().read() >= 0;
    console.in().reset();
    return more;
  }

  private static ApplyResult sum(ApplyResult first, ApplyResult second) {
    return new ApplyResult(
        second.position(),
        first.applied() + second.applied(),
        first.skipped() + second.skipped(),
        second.commitTime(),
        second.reachedTarget(),
        first.elapsed().plus(second.elapsed()));
  }
}
