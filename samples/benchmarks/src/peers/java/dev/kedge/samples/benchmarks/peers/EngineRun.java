package dev.kedge.samples.benchmarks.peers;

import dev.kedge.samples.benchmarks.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Starts the processes of one engine, one after the other, and kills one of them. */
final class EngineRun {

  private static final Duration FIRST_COMMIT_LIMIT = Duration.ofMinutes(1);
  private static final Duration LOOK = Duration.ofMillis(5);
  private static final int LINES_OF_ERROR = 20;

  private final PeersOptions options;
  private final List<String> arguments;
  private final EngineName name;
  private final WorkDirectory work;
  private final Workspace workspace;

  /**
   * With what it runs.
   *
   * @param arguments the command line of this program, which is that of its processes too
   * @param workspace ends processes if the program is stopped
   */
  EngineRun(
      PeersOptions options,
      List<String> arguments,
      EngineName name,
      WorkDirectory work,
      Workspace workspace) {
    this.options = options;
    this.arguments = arguments;
    this.name = name;
    this.work = work;
    this.workspace = workspace;
  }

  /** Gives all that came out, problems too. */
  List<Measurement> run() throws Exception {
    Results results = new Results(name, work.results());
    boolean whole =
        options.wantsMoreThanCold()
            && finish(results, Phase.MEASURE, options.data().get(0), Metric.LOAD);
    if (whole && options.wants(Workload.CRASH) && options.data().contains(Dataset.SMALL)) {
      killWhileCommitting();
      finish(results, Phase.CHECK_AFTER_KILL, Dataset.SMALL, Metric.RECOVERY);
    }
    if (options.wants(Workload.COLD)) {
      readCold(results);
    }
    return Results.read(work.results());
  }

  /** What is to be known about the engine. */
  List<String> facts() throws IOException {
    return Files.exists(work.facts()) ? Files.readAllLines(work.facts()) : List.of();
  }

  private void readCold(Results results) throws Exception {
    if (finish(results, Phase.COLD_LOAD, Dataset.SMALL, Metric.COLD_READS_1)) {
      finish(results, Phase.COLD_READ, Dataset.SMALL, Metric.COLD_READS_1);
    }
  }

  private boolean finish(Results results, Phase phase, Dataset dataset, Metric metric)
      throws Exception {
    int status = start(phase).waitFor();
    if (status == 0) {
      return true;
    }
    List<String> errors = Files.readAllLines(work.errors());
    errors.stream()
        .skip(Math.max(0, errors.size() - LINES_OF_ERROR))
        .forEach(line -> System.out.println("  | " + line));
    results.addProblem(dataset, metric, "", phase + " ended with status " + status);
    return false;
  }

  private void killWhileCommitting() throws Exception {
    Acknowledgements acknowledgements = new Acknowledgements(work.acknowledgements());
    Process process = start(Phase.COMMIT_UNTIL_KILLED);
    try {
      long end = System.nanoTime() + FIRST_COMMIT_LIMIT.toNanos();
      while (acknowledgements.sum() == 0 && process.isAlive() && System.nanoTime() < end) {
        Thread.sleep(LOOK.toMillis());
      }
      Thread.sleep(options.time().toMillis());
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private Process start(Phase phase) throws IOException {
    List<String> command = new ArrayList<>();
    boolean little = phase == Phase.COLD_READ;
    if (little) {
      command.addAll(options.littleMemory());
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        virtualMachine(little ? options.littleHeapMebibytes() : options.heapMebibytes()));
    command.add(Peers.class.getName());
    command.addAll(arguments);
    command.addAll(List.of("--phase", phase.name(), "--engine", name.name()));
    command.addAll(List.of("--work", work.root().toString()));
    return workspace.start(
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(work.errors().toFile()));
  }

  /** The same for all engines, though not all of them need all of it. */
  private List<String> virtualMachine(int heapMebibytes) {
    String heap = heapMebibytes + "m";
    return List.of(
        "-Xms" + heap,
        "-Xmx" + heap,
        "--add-opens=java.base/java.nio=ALL-UNNAMED", // LMDB
        "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", // LMDB
        "--enable-native-access=ALL-UNNAMED",
        "-Dlmdbjava.disable.checks=true",
        "-classpath",
        System.getProperty("java.class.path"));
  }
}
