package dev.kedge.cli;

import dev.kedge.Restore;
import dev.kedge.RestoreResult;
import dev.kedge.TargetExistsException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.work.Input;
import dev.kedge.replica.ReplicaRestoreResult;
import dev.kedge.replica.RestorePlan;
import dev.kedge.replica.SegmentInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Restores a backup, or from a destination of replication, to a new database. */
@Command(
    name = "restore",
    description = {
      "Restore a backup, compressed or not, to a new database;",
      "or, with --from, any state that a destination of replication can bring back.",
      "Nothing is ever replaced, and what is damaged leaves nothing behind.",
      "--dry-run prints the objects that would be fetched, a line each: bytes and name."
    })
final class RestoreCommand extends KedgeCommand {

  @Parameters(index = "0", paramLabel = "DATABASE", description = "The database file to make.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path target;

  @Mixin final InputOption input = new InputOption();

  @ArgGroup(exclusive = false)
  @Nullable DestinationSource source;

  RestoreCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    if (source == null) {
      restoreBackup();
      return ExitCode.DONE;
    }
    if (input.file != null) {
      throw new IllegalArgumentException("give either --input or --from, not both");
    }
    try (DestinationSource from = source) {
      if (from.dryRun) {
        tellPlan(from);
      } else {
        restore(from);
      }
    }
    return ExitCode.DONE;
  }

  private void restoreBackup() throws IOException {
    Directories.requireParentOf(target);
    RestoreResult result;
    try (Input from = input.input(console);
        Progress progress = console.progress("restoring")) {
      Path backup = from.file();
      result =
          backup == null
              ? Restore.restore(target, from.pipe(), progress)
              : Restore.restore(target, backup, progress);
    }
    done(
        "restored version %s to %s"
            .formatted(ReplicaReport.text(result.backup().position()), result.path()),
        Fields.of(result));
  }

  private void restore(DestinationSource from) throws IOException {
    Directories.requireParentOf(target);
    ReplicaRestoreResult result;
    try (Progress progress = console.progress("restoring")) {
      result = from.restore().listener(progress).to(target);
    }
    RestorePlan plan = result.plan();
    new ReplicaNotices(console).tellDamaged(plan);
    if (result.position().version() == 0) {
      console.say("kedge: nothing had been committed by then: the restored database is empty");
    }
    done(
        "restored version %s to %s: %d objects, %d bytes"
            .formatted(
                ReplicaReport.text(result.position()), result.path(), plan.objects(), plan.bytes()),
        new Fields()
            .with("path", result.path())
            .with("position", result.position())
            .with("url", plan.url())
            .with("objects", plan.objects())
            .with("bytes", plan.bytes())
            .with("damaged", plan.damaged())
            .with("elapsed", result.elapsed()));
  }

  private void tellPlan(DestinationSource from) throws IOException {
    if (Files.exists(target)) {
      throw new TargetExistsException(target);
    }
    RestorePlan plan = from.restore().plan();
    List<Fields> objects = new ArrayList<>();
    object(objects, plan.snapshot().object(), plan.snapshot().bytes());
    for (RestorePlan.Part part : plan.segments()) {
      SegmentInfo segment = part.segment();
      object(objects, segment.object(), segment.bytes());
    }
    console.out().flush();
    new ReplicaNotices(console).tellDamaged(plan);
    done(
        "would restore version %s%s: %d objects, %d bytes, %s"
            .formatted(
                ReplicaReport.text(plan.through()),
                plan.until().isPresent() ? " or one before it" : "",
                plan.objects(),
                plan.bytes(),
                plan.predicted()
                    .map(time -> "about " + ReplicaReport.seconds(time) + " s")
                    .orElse("time unknown before a validation")),
        new Fields()
            .with("url", plan.url())
            .with("through", plan.through().toString())
            .with("until", plan.until().map(String::valueOf).orElse(null))
            .with("objects", objects)
            .with("bytes", plan.bytes())
            .with("damaged", plan.damaged())
            .with("predictedSeconds", ReplicaReport.secondsOf(plan.predicted())));
  }

  private void object(List<Fields> objects, String name, long bytes) throws IOException {
    objects.add(new Fields().with("name", name).with("bytes", bytes));
    if (!json) {
      console.print(bytes + "\t" + name);
    }
  }
}
