package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import dev.kedge.LogEntry;
import dev.kedge.LogOperation;
import dev.kedge.LogReader;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.ByteForm;
import dev.kedge.cli.text.Display;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints commits as the log has them, and goes on with what others commit. */
@Command(
    name = "watch",
    description = {
      "Print commits as they are made, until stopped: a line an operation with version, time, what"
          + " was done, key and value, tabs between them. --json prints an object a"
          + " commit, with what is no text as Base64 under names such as keyBase64.",
      "It holds the database only while it reads, so other commands go on; a program that has it"
          + " open is seen when it lets go."
    })
final class WatchCommand extends KedgeCommand {

  private static final Duration PAUSE = Duration.ofMillis(250);

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Option(
      names = "--after",
      paramLabel = "VERSION",
      description = "Begin behind this version, 0 for the first; with what is new unless given.")
  @Nullable Long after;

  @Option(names = "--once", description = "End when all that is there has been printed.")
  boolean once;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  WatchCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    FileStamps read = FileStamps.of(target.path);
    FileStamps before = read;
    long version = print(after);
    while (!once && !console.isStopped()) {
      LockSupport.parkNanos(PAUSE.toNanos());
      FileStamps now = FileStamps.of(target.path);
      // Once they keep still, so as to be in the way of nobody who is at work.
      if (now.equals(before) && !now.equals(read)) {
        try {
          version = print(version);
          read = now;
        } catch (DatabaseLockedException e) {
          // Whoever has it will let go, and is looked at then.
        }
      }
      before = now;
    }
    return ExitCode.DONE;
  }

  /** Prints the commits after a version, or none, and gives the last version there is. */
  private long print(@Nullable Long version) throws IOException {
    try (Database database = target.open()) {
      if (version == null) {
        return database.position().version();
      }
      try (LogReader log = database.readLog(version + 1)) {
        for (LogEntry commit = log.next(); commit != null; commit = log.next()) {
          print(commit);
        }
        console.out().flush();
        return log.version();
      }
    }
  }

  private void print(LogEntry commit) throws IOException {
    if (json) {
      answer(fields(commit));
      return;
    }
    for (LogOperation operation : commit.operations()) {
      byte[] value = operation.value();
      console.print(
          "%d\t%s\t%s\t%s%s"
              .formatted(
                  commit.version(),
                  commit.time(),
                  name(operation),
                  text(operation.key()),
                  value == null ? "" : "\t" + text(value)));
    }
  }

  private String text(byte[] content) throws IOException {
    ByteForm form = bytes.form();
    return form == ByteForm.TEXT ? Display.of(content) : form.encode(content);
  }

  private Fields fields(LogEntry commit) throws IOException {
    List<Fields> operations = new ArrayList<>();
    for (LogOperation operation : commit.operations()) {
      byte[] value = operation.value();
      boolean range = operation.kind() == LogOperation.Kind.DELETE_RANGE;
      Fields fields =
          new Fields()
              .with("operation", name(operation))
              .withBytes(range ? "from" : "key", operation.key(), bytes.form());
      String other = range ? "to" : "value";
      operations.add(
          value == null ? fields.with(other, null) : fields.withBytes(other, value, bytes.form()));
    }
    return new Fields()
        .with("position", commit.position())
        .with("time", commit.time())
        .with("operations", operations);
  }

  /** As the subcommands are named. */
  private static String name(LogOperation operation) {
    return switch (operation.kind()) {
      case PUT -> "set";
      case DELETE -> "del";
      case DELETE_RANGE -> "del-range";
    };
  }
}
