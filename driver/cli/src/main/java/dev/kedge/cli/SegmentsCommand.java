package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.SegmentInfo;
import java.io.IOException;
import picocli.CommandLine.Command;

/** Prints the segments at a destination. */
@Command(
    name = "segments",
    description = {
      "Print the segments of log at a destination in the order of versions, a line each:",
      "generation, first and last version, epoch of the writer that stored it, bytes."
    })
final class SegmentsCommand extends DestinationCommand {

  SegmentsCommand(Console console) {
    super(console);
  }

  @Override
  void carryOut(Destination destination) throws IOException {
    for (SegmentInfo one : destination.segments()) {
      row(
          new Fields()
              .with("generation", text(one.generation()))
              .with("firstVersion", one.firstVersion())
              .with("lastVersion", one.lastVersion())
              .with("epoch", one.epoch())
              .with("bytes", one.bytes())
              .with("object", one.object()),
          text(one.generation()),
          one.firstVersion(),
          one.lastVersion(),
          one.epoch(),
          one.bytes());
    }
  }
}
