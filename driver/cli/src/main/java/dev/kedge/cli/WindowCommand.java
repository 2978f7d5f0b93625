package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Destination;
import dev.kedge.replica.GenerationInfo;
import dev.kedge.replica.RecoverableWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints what a destination can bring back. */
@Command(
    name = "window",
    description = {
      "Print which states can be restored from a destination, a line for each unbroken range:",
      "generation, first and last version, and their commit times. A hole between two ranges is a"
          + " line too: generation, first and last version, hole. --json prints an object a"
          + " generation."
    })
final class WindowCommand extends DestinationCommand {

  @Option(
      names = "--generation",
      paramLabel = "GENERATION",
      converter = GenerationConverter.class,
      description = "Only this one; all of them unless given.")
  @Nullable Long generation;

  WindowCommand(Console console) {
    super(console);
  }

  @Override
  void carryOut(Destination destination) throws IOException {
    if (generation != null) {
      print(destination.window(generation));
      return;
    }
    for (GenerationInfo one : inOrder(destination)) {
      print(destination.window(one.generation()));
    }
    destination.requireSound();
  }

  private void print(RecoverableWindow window) throws IOException {
    if (json) {
      answer(fields(window));
      return;
    }
    String at = text(window.generation());
    List<RecoverableWindow.Hole> holes = window.holes();
    for (RecoverableWindow.Range range : window.ranges()) {
      long newest = range.newest().version();
      line(at, range.oldest().version(), newest, range.oldestTime() + "\t" + range.newestTime());
      for (RecoverableWindow.Hole hole : holes) {
        if (hole.firstVersion() == newest + 1) {
          line(at, hole.firstVersion(), hole.lastVersion(), "hole");
        }
      }
    }
  }

  private void line(String at, long first, long last, String what) throws IOException {
    console.print("%s\t%d\t%d\t%s".formatted(at, first, last, what));
  }

  private static Fields fields(RecoverableWindow window) {
    List<Fields> ranges = new ArrayList<>();
    for (RecoverableWindow.Range range : window.ranges()) {
      ranges.add(
          new Fields()
              .with("oldest", range.oldest().toString())
              .with("oldestTime", range.oldestTime())
              .with("newest", range.newest().toString())
              .with("newestTime", range.newestTime()));
    }
    return new Fields()
        .with("generation", text(window.generation()))
        .with("ranges", ranges)
        .with("holes", window.holes().stream().map(Fields::of).toList());
  }
}
