package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.SnapshotInfo;
import java.io.IOException;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;

/** Prints the snapshots at a destination. */
@Command(
    name = "snapshots",
    description = {
      "Print the snapshots at a destination in the order of versions, a line each:",
      "generation, version, bytes, and keep for one that stays whatever its age."
    })
final class SnapshotsCommand extends DestinationCommand {

  SnapshotsCommand(Console console) {
    super(console);
  }

  @Override
  void carryOut(Destination destination) throws IOException {
    Set<String> kept =
        destination.kept().stream().map(SnapshotInfo::object).collect(Collectors.toSet());
    for (SnapshotInfo one : destination.snapshots()) {
      boolean isKept = kept.contains(one.object());
      row(
          new Fields()
              .with("position", one.position())
              .with("bytes", one.bytes())
              .with("kept", isKept)
              .with("object", one.object()),
          text(one.generation()),
          one.version(),
          one.bytes(),
          isKept ? "keep" : "-");
    }
  }
}
