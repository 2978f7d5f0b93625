package dev.kedge.samples.operations;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The list of all series that are exported: name, type and help on each line. */
final class Golden {

  private Golden() {}

  static List<String> lines() throws IOException {
    return Files.readAllLines(Engine.shipped("src/test/resources/exported-series.txt"));
  }

  static Set<String> names() throws IOException {
    return lines().stream().map(line -> line.split(" ", -1)[0]).collect(Collectors.toSet());
  }
}
