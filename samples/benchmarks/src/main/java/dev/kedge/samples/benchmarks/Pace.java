package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * Measures how near Kedge comes to what the machine can do, and prints it beside what the design
 * asks for. Ends with 0 also when a target is missed, with 1 when something broke, with 2 when it
 * was called in a way that it does not know.
 */
@Command(
    name = "Pace",
    mixinStandardHelpOptions = true,
    subcommands = Compare.class,
    usageHelpAutoWidth = true,
    description = {
      "Measures how near Kedge comes to what this machine can do.",
      "Sections: limits, commits, meanwhile, backup, writer, shipping, replication, restore, reads,"
          + " recovery, space, heap, growth."
    })
public final class Pace implements Callable<Integer> {

  private static final List<Section> SECTIONS =
      List.of(
          new LimitsSection(),
          new CommitsSection(),
          new MeanwhileSection(),
          new BackupSection(),
          new WriterSection(),
          new ShippingSection(),
          new ReplicationSection(),
          new DestinationRestoreSection(),
          new ReadsSection(),
          new RecoverySection(),
          new SpaceSection(),
          new HeapSection(),
          new GrowthSection());

  private static final long RECORDS = 10_000_000;
  private static final long QUICK_RECORDS = 100_000;
  private static final long MIN_RECORDS = 1000;
  private static final double MIN_SECONDS = 0.05;
  private static final double SECONDS = 60;
  private static final double QUICK_SECONDS = 1.5;

  @Option(
      names = "--directory",
      paramLabel = "DIR",
      description = "measure in a new directory in DIR; otherwise in one beside the classes")
  private @Nullable Path directory;

  @Option(names = "--keep", description = "leave the files there")
  private boolean keep;

  @Option(
      names = "--records",
      paramLabel = "N",
      description = "records of the database; otherwise 10,000,000, with --quick 100,000")
  private @Nullable Long records;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "how long each commit rate is taken; otherwise 60, with --quick 1.5")
  private @Nullable Double seconds;

  @Option(names = "--quick", description = "little of everything, to try it: no measurement")
  private boolean quick;

  @Option(names = "--hundred-million", description = "growth also with 100,000,000 records")
  private boolean hundredMillion;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "SECTION",
      description = "measure these only, such as commits,reads")
  private List<String> only = List.of();

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures there, too")
  private @Nullable Path json;

  @CommandLine.Spec
  private CommandLine.Model.CommandSpec command = CommandLine.Model.CommandSpec.create();

  /** Runs the program. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT); // numbers that look the same everywhere
    System.exit(run(args));
  }

  /** Runs the program in this JVM; gives its exit code. */
  static int run(String... args) {
    return new CommandLine(new Pace())
        .setExecutionExceptionHandler((failure, command, parsed) -> explain(failure, command))
        .execute(args);
  }

  /** One line for what an operator can mend, such as a file that is not there. */
  private static int explain(Exception failure, CommandLine command) {
    if (failure instanceof IOException) {
      String message =
          failure instanceof FileSystemException ? failure.toString() : failure.getMessage();
      command.getErr().println(command.getCommandName() + ": " + message);
    } else {
      failure.printStackTrace(command.getErr());
    }
    return 1;
  }

  @Override
  public Integer call() throws Exception {
    Settings settings = settings();
    List<Section> sections = sections();
    require(json == null || Figures.canWrite(json), "--json: cannot write " + json);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (Workspace workspace = Workspace.below(parent(), "pace", keep)) {
      Map<String, Object> about = new LinkedHashMap<>(Machine.describe(workspace.directory()));
      about.putAll(settings.describe());
      out.println(header(about));
      Figures figures = Figures.about(about);
      Report report = new Report(out, System.err, figures);
      boolean whole =
          measure(
              sections, new Bench(settings, workspace, new Datasets(settings, workspace), report));
      report.targets(
          settings.quick() ? "Targets (tried with --quick: this is no measurement)" : "Targets");
      if (json != null) {
        figures.write(json);
      }
      return whole ? 0 : 1;
    }
  }

  private static boolean measure(List<Section> sections, Bench bench) {
    boolean whole = true;
    for (Section section : sections) {
      bench.report().progress("== " + section.name());
      try {
        section.measure(bench);
      } catch (Exception e) {
        // What other sections find out in an hour should not be lost for it.
        whole = false;
        bench.report().progress("FAILED: " + section.name());
        e.printStackTrace();
      }
    }
    return whole;
  }

  private Settings settings() {
    long count = records != null ? records : quick ? QUICK_RECORDS : RECORDS;
    double time = seconds != null ? seconds : quick ? QUICK_SECONDS : SECONDS;
    require(count >= MIN_RECORDS, "--records: at least " + MIN_RECORDS);
    require(time >= MIN_SECONDS, "--seconds: at least " + MIN_SECONDS);
    Duration commitTime = Duration.ofMillis(Math.round(time * 1000));
    return quick
        ? Settings.quick(count, commitTime)
        : Settings.full(count, commitTime, hundredMillion);
  }

  private List<Section> sections() {
    for (String name : only) {
      require(
          SECTIONS.stream().anyMatch(section -> section.name().equals(name)),
          "there is no section \"" + name + "\"");
    }
    return SECTIONS.stream()
        .filter(section -> only.isEmpty() || only.contains(section.name()))
        .toList();
  }

  private void require(boolean met, String otherwise) {
    if (!met) {
      throw new ParameterException(command.commandLine(), otherwise);
    }
  }

  private Path parent() throws IOException {
    return directory != null ? directory : Workspace.besideClasses(Pace.class, "pace");
  }

  private static Table header(Map<String, Object> about) {
    Table table = new Table("Pace", "", "");
    about.forEach((name, value) -> table.row(name, String.valueOf(value)));
    return table;
  }
}
