package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What a program of this package did in a JVM of its own.
 *
 * @param exitCode 0 if it ended well
 * @param output what it printed, without blanks around it
 */
record Child(int exitCode, String output) {

  private static final int LIMIT_MINUTES = 15;

  /**
   * Runs one until it ends, or kills it after a quarter of an hour. What it tells of errors is
   * seen.
   *
   * @param options of the JVM
   */
  static Child run(Bench bench, List<String> options, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-classpath", System.getProperty("java.class.path")));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    Process process =
        bench.workspace().start(builder.redirectError(ProcessBuilder.Redirect.INHERIT));
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
    }
    byte[] output = process.getInputStream().readAllBytes();
    return new Child(process.waitFor(), new String(output, StandardCharsets.UTF_8).strip());
  }

  boolean endedWell() {
    return exitCode == 0;
  }
}
