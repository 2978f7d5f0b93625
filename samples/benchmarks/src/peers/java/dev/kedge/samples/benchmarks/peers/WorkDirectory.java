package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the processes of one engine write what.
 *
 * @param root all of it
 */
record WorkDirectory(Path root) {

  Path database(Dataset dataset) throws IOException {
    return Files.createDirectories(root.resolve(dataset.name().toLowerCase(Locale.ROOT)));
  }

  Path coldDatabase() throws IOException {
    return Files.createDirectories(root.resolve("cold"));
  }

  Path results() {
    return root.resolve("results");
  }

  Path facts() {
    return root.resolve("facts");
  }

  Path errors() {
    return root.resolve("errors");
  }

  Path acknowledgements() {
    return root.resolve("acknowledgements");
  }
}
