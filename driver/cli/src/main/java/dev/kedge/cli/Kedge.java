package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kedge.cli.console.Console;
import dev.kedge.replica.ReplicaClient;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command with all its subcommands. */
@Command(
    name = "kedge",
    description = "Data, backup, recovery and replicas of a Kedge database.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Kedge.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the key or hold is not there",
      "2:the command line or its input is malformed",
      "3:refused as things are: in use by another process, missing, name taken, replica, …",
      "4:a database, backup or shipped log is damaged, or a replica differs",
      "5:the system or a destination failed it: disk full, permission, …",
      "141:nobody reads the standard output any more"
    },
    footer = {
      "",
      "Standard output carries what was asked for; all else goes to standard error.",
      "'kedge COMMAND --help' or 'kedge help COMMAND' explains a command."
    })
final class Kedge implements Runnable {

  private static final String HELP = "help";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show where in the program an error came from.")
  boolean verbose;

  @Option(names = "--version", versionHelp = true, description = "Show the version of kedge.")
  boolean version;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  private Kedge() {}

  /**
   * Runs a command.
   *
   * @return the exit code
   */
  static int run(Console console, String... arguments) {
    String first = arguments.length == 0 ? "" : arguments[0];
    if (first.equals(HELP)) {
      return help(console, Arrays.copyOfRange(arguments, 1, arguments.length));
    }
    boolean known = Subcommands.NAMES.contains(first);
    return commandLine(console, known ? Set.of(first) : Subcommands.NAMES).execute(arguments);
  }

  /** What {@code kedge help} shows: the help of a command, or of all. */
  private static int help(Console console, String... command) {
    CommandLine line = commandLine(console, Subcommands.NAMES);
    boolean known = command.length == 0 || line.getSubcommands().containsKey(command[0]);
    String[] asked = Arrays.copyOf(command, command.length + (known ? 1 : 0));
    if (known) {
      asked[command.length] = "--" + HELP;
    }
    return line.execute(asked);
  }

  /**
   * The command with some of its subcommands: looking through the annotations of all of them would
   * take most of the time that a short command needs.
   */
  static CommandLine commandLine(Console console, Set<String> subcommands) {
    Kedge kedge = new Kedge();
    CommandLine line = new CommandLine(kedge);
    for (String name : Subcommands.NAMES) {
      if (subcommands.contains(name)) {
        line.addSubcommand(Subcommands.create(name, console));
      }
    }
    line.registerConverter(Path.class, Kedge::path);
    line.registerConverter(Instant.class, Kedge::instant);
    line.registerConverter(Duration.class, new DurationConverter());
    line.registerConverter(ReplicaClient.class, new DestinationConverter());
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A key or a value may begin with @, and is no file of arguments.
    line.setExpandAtFiles(false);
    line.setOut(new PrintWriter(new OutputStreamWriter(console.out(), UTF_8)));
    line.setErr(new PrintWriter(new OutputStreamWriter(console.err(), UTF_8), true));
    line.setParameterExceptionHandler(
        (e, arguments) -> new Failures(console, kedge.verbose).usage(e));
    line.setExecutionExceptionHandler(
        (e, command, parsed) -> new Failures(console, kedge.verbose).execution(e));
    return line;
  }

  /** An empty name would mean the working directory. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("the name of a file or directory is empty");
    }
    return Path.of(text);
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no instant of ISO 8601 with Z or an offset, such as"
              + " 2026-01-31T12:00:00Z");
    }
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "say what to do");
  }

  /** The version that the jar says it is of. */
  static final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Kedge.class.getPackage().getImplementationVersion();
      return new String[] {"kedge " + (version == null ? "(not from a jar)" : version)};
    }
  }
}
