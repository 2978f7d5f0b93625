package dev.kedge.cli;

import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.SnapshotInfo;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Marks a snapshot that retention must not delete. */
@Command(
    name = "keep",
    description = {
      "Mark a snapshot at a destination to be kept whatever its age, so that retention never"
          + " deletes it; or, with --drop, take the mark back.",
      "kedge snapshots lists them, with their marks."
    })
final class KeepCommand extends DestinationCommand {

  @Parameters(index = "1", paramLabel = "VERSION", description = "The version of the snapshot.")
  long version;

  @Option(
      names = "--generation",
      paramLabel = "GENERATION",
      converter = GenerationConverter.class,
      description = "Its generation; needed if several have a snapshot of that version.")
  @Nullable Long generation;

  @Option(names = "--drop", description = "Take the mark back.")
  boolean drop;

  KeepCommand(Console console) {
    super(console);
  }

  @Override
  void carryOut(Destination destination) throws IOException {
    Position snapshot = find(drop ? destination.kept() : destination.snapshots());
    if (drop) {
      destination.release(snapshot);
    } else {
      destination.keep(snapshot);
    }
    done(
        "snapshot of version %s is kept %s"
            .formatted(ReplicaReport.text(snapshot), drop ? "no longer" : "whatever its age"),
        new Fields().with("position", snapshot).with("kept", !drop));
  }

  private Position find(List<SnapshotInfo> among) {
    List<Position> found =
        among.stream()
            .map(SnapshotInfo::position)
            .filter(one -> one.version() == version)
            .filter(one -> generation == null || one.generation() == generation)
            .toList();
    if (found.isEmpty()) {
      throw new RefusedException(
          "there is no %s of version %d: list the snapshots"
              .formatted(drop ? "kept snapshot" : "snapshot", version));
    }
    if (found.size() > 1) {
      throw new RefusedException(
          "there are %d of version %d: give one of them by --generation"
              .formatted(found.size(), version));
    }
    return found.get(0);
  }
}
