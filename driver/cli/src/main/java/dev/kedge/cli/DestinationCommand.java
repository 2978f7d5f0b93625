package dev.kedge.cli;

import dev.kedge.Position;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.GenerationInfo;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Parameters;

/** What the commands have that are about what is at a destination. */
abstract class DestinationCommand extends KedgeCommand {

  @Parameters(
      index = "0",
      paramLabel = "DESTINATION",
      description = "The destination, such as file:///backups/app.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  ReplicaClient client;

  DestinationCommand(Console console) {
    super(console);
  }

  @Override
  final int run() throws IOException {
    try (ReplicaClient open = client) {
      carryOut(Destination.listFilled(open));
    } finally {
      console.out().flush(); // what is known is told before what is wrong
    }
    return ExitCode.DONE;
  }

  /** Lists what is there, or changes it and tells so. */
  abstract void carryOut(Destination destination) throws IOException;

  /** The generations in the order in which they were begun. */
  static List<GenerationInfo> inOrder(Destination destination) {
    return destination.generations().stream()
        .sorted(Comparator.comparingLong(GenerationInfo::epoch))
        .toList();
  }

  /** Prints a line: columns with tabs between them, or fields as JSON. */
  final void row(Fields fields, Object... columns) throws IOException {
    if (json) {
      answer(fields);
    } else {
      console.print(Stream.of(columns).map(String::valueOf).collect(Collectors.joining("\t")));
    }
  }

  static String text(long generation) {
    return Position.generationText(generation);
  }
}
