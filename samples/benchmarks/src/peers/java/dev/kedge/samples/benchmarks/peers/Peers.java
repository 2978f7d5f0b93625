package dev.kedge.samples.benchmarks.peers;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.kedge.samples.benchmarks.Appending;
import dev.kedge.samples.benchmarks.Machine;
import dev.kedge.samples.benchmarks.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;

/**
 * Lets Kedge and other engines do the same work, each in a process of its own, and prints tables.
 * The disk is measured before, between and after them, as it is not always equally fast.
 */
public final class Peers {

  /** About as much as a commit of a small record writes to a log. */
  private static final int APPEND_BYTES = 256;

  private final PeersOptions options;
  private final List<String> arguments;
  private final Workspace workspace;
  private final Path directory;
  private Map<String, Object> machine = Map.of();
  private final List<Measurement> measurements = new ArrayList<>();
  private final List<Double> appends = new ArrayList<>();
  private final Map<EngineName, List<String>> facts = new EnumMap<>(EngineName.class);

  private Peers(PeersOptions options, List<String> arguments, Workspace workspace) {
    this.options = options;
    this.arguments = arguments;
    this.workspace = workspace;
    this.directory = workspace.directory();
  }

  /** Runs the program; {@code --help} tells its arguments. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT); // numbers that look the same everywhere
    PeersOptions options = new PeersOptions();
    CommandLine command = new CommandLine(options, CommandLine.defaultFactory());
    command.setCommandName("peers").setCaseInsensitiveEnumValuesAllowed(true);
    command.setOverwrittenOptionsAllowed(true);
    try {
      command.parseArgs(args);
      options.check(command);
    } catch (CommandLine.ParameterException e) {
      System.err.println(e.getMessage());
      command.usage(System.err);
      System.exit(2);
    }
    if (options.help()) {
      command.usage(System.out);
    } else if (options.phase().isPresent()) {
      runProcess(options);
    } else {
      System.exit(runAll(options, List.of(args)));
    }
  }

  private static void runProcess(PeersOptions options) throws Exception {
    WorkDirectory work = new WorkDirectory(options.work().orElseThrow());
    int status = 0;
    try {
      EngineName engine = options.engine().orElseThrow();
      new EngineProcess(options, engine, work).run(options.phase().orElseThrow());
    } catch (Exception e) {
      e.printStackTrace();
      status = 1;
    }
    // Whatever an engine has left running, be it a backup that never ends.
    Runtime.getRuntime().halt(status);
  }

  /** Gives the exit code: 1 if something broke, which also stands in the tables. */
  private static int runAll(PeersOptions options, List<String> arguments) throws Exception {
    try (Workspace workspace = Workspace.below(parent(options), "peers", false)) {
      Peers peers = new Peers(options, arguments, workspace);
      peers.run();
      return peers.measurements.stream().anyMatch(Measurement::isFailure) ? 1 : 0;
    } catch (IOException e) {
      System.err.println("peers: " + e);
      return 1;
    }
  }

  private static Path parent(PeersOptions options) throws IOException {
    return options.directory().isPresent()
        ? options.directory().get()
        : Workspace.besideClasses(Peers.class, "peers");
  }

  private void run() throws Exception {
    machine = Machine.describe(directory);
    machine.forEach((name, value) -> System.out.println(name + ": " + value));
    measureAppends();
    for (EngineName engine : inTurn()) {
      run(engine);
      measureAppends();
    }
    addRatios();
    print();
    if (options.json().isPresent()) {
      writeJson(options.json().get());
    }
  }

  /** Kedge comes last, as disks become slower while they are written to. */
  private List<EngineName> inTurn() {
    List<EngineName> engines = new ArrayList<>(options.engines());
    Collections.reverse(engines);
    return engines;
  }

  private void run(EngineName name) throws Exception {
    WorkDirectory work =
        new WorkDirectory(
            Files.createDirectory(directory.resolve(name.name().toLowerCase(Locale.ROOT))));
    try {
      EngineRun run = new EngineRun(options, arguments, name, work, workspace);
      measurements.addAll(run.run());
      facts.put(name, run.facts());
    } finally {
      Directories.delete(work.root());
    }
  }

  private void measureAppends() throws IOException {
    double perSecond;
    try (Appending appending = Appending.to(directory.resolve("appends"), APPEND_BYTES)) {
      perSecond = appending.during(options.appendTime()).perSecond();
    }
    System.out.printf("bare append + fdatasync: %,.0f/s%n", perSecond);
    appends.add(perSecond);
  }

  /** Compares each engine with the disk as it was just before and just after it. */
  private void addRatios() {
    for (Measurement measurement : List.copyOf(measurements)) {
      Double value = measurement.value();
      if (measurement.metric() == Metric.COMMITS_1 && value != null) {
        int index = inTurn().indexOf(measurement.engine());
        double bare = (appends.get(index) + appends.get(index + 1)) / 2;
        measurements.add(
            new Measurement(
                measurement.engine(),
                measurement.dataset(),
                Metric.BARE_RATIO,
                "",
                value / bare,
                null));
      }
    }
  }

  private void print() {
    System.out.printf(
        "%n%,d records, %.1f s each measurement%n",
        options.records(), options.time().toMillis() / 1e3);
    System.out.println("\n## Settings\n");
    machine.forEach((name, value) -> System.out.println("- " + name + ": " + value));
    facts.forEach(
        (engine, lines) -> {
          System.out.println("- " + engine.title());
          lines.forEach(line -> System.out.println("  - " + line));
        });
    System.out.println("\n## Results");
    System.out.print(new Tables(options.engines(), measurements).markdown());
    System.out.println(
        "\nbare append + fdatasync before, between and after the engines, per second:");
    appends.forEach(rate -> System.out.printf("%,.0f ", rate));
    System.out.println();
  }

  private void writeJson(Path file) throws IOException {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("machine", machine);
    all.put("bareAppendsPerSecond", appends);
    all.put("facts", facts);
    all.put("measurements", measurements.stream().map(Measurement::toMap).toList());
    JSON.std.write(all, file.toFile());
  }
}
