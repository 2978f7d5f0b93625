package dev.kedge.cli;

import dev.kedge.ArchiveException;
import dev.kedge.BackupFormatException;
import dev.kedge.CorruptionException;
import dev.kedge.DatabaseFencedException;
import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import dev.kedge.StorageException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.ReaderGoneException;
import dev.kedge.cli.text.FormException;
import dev.kedge.jmx.OwnerException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLDataException;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLSyntaxErrorException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells of what went wrong in one line, and gives the exit code for it. */
final class Failures {

  private static final List<Class<?>> MALFORMED =
      List.of(
          FormException.class,
          IllegalArgumentException.class,
          SQLSyntaxErrorException.class,
          SQLDataException.class,
          SQLFeatureNotSupportedException.class);

  private static final List<Class<?>> DAMAGED =
      List.of(CorruptionException.class, BackupFormatException.class);

  private static final List<Class<?>> SYSTEM =
      List.of(
          StorageException.class,
          DatabaseFencedException.class,
          DestinationException.class,
          ArchiveException.class);

  private static final List<Class<?>> REFUSED =
      List.of(
          KedgeException.class,
          SQLException.class,
          SecurityException.class,
          NoSuchFileException.class);

  /** The SQLSTATE of a hold or a replica that is not there. */
  private static final String NO_SUCH_NAME = "42704";

  private static final Pattern HOLD_IS_TAKEN = Pattern.compile("there is a hold named .* already");

  private final Console console;
  private final boolean verbose;

  Failures(Console console, boolean verbose) {
    this.console = console;
    this.verbose = verbose;
  }

  /** A command line that is not understood. */
  int usage(ParameterException e) {
    CommandLine command = e.getCommandLine();
    // Some messages of picocli begin as ours do.
    tell(String.valueOf(e.getMessage()).replaceFirst("^Error: ", "") + suggestion(e), e);
    console.say("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static String suggestion(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      return ", did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    return e.getCommandLine().getUnmatchedArguments().stream().anyMatch(one -> one.startsWith("-"))
        ? ": a key or value that begins with a dash needs -- before it"
        : "";
  }

  /** A command that threw. */
  int execution(Throwable e) {
    if (readerGone(e)) {
      return ExitCode.READER_GONE;
    }
    if (e instanceof SQLException && e.getCause() instanceof KedgeException cause) {
      return execution(cause);
    }
    tell(message(e), e);
    return code(e);
  }

  private void tell(String message, Throwable e) {
    console.say("kedge: " + message);
    if (verbose) {
      e.printStackTrace(console.err());
    }
  }

  private static boolean readerGone(@Nullable Throwable e) {
    return e != null && (e instanceof ReaderGoneException || readerGone(e.getCause()));
  }

  /** What went wrong, in a line. */
  static String message(Throwable e) {
    if (e instanceof NoSuchFileException missing) {
      return missing.getFile() + ": there is no such file or directory";
    }
    if (e instanceof AccessDeniedException denied) {
      return denied.getFile() + ": permission denied";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    boolean expected =
        e instanceof KedgeException
            || e instanceof IOException
            || e instanceof SQLException
            || e instanceof SecurityException
            || e instanceof IllegalArgumentException;
    return expected ? withCause(e) : e + "; --verbose shows where in kedge";
  }

  /** What the system said is often the only thing that tells what to mend. */
  private static String withCause(Throwable e) {
    String message = String.valueOf(e.getMessage());
    Throwable refused = e instanceof DestinationException ? e.getCause() : e;
    Throwable cause = refused instanceof StorageException ? refused.getCause() : null;
    if (cause == null || cause.getMessage() == null) {
      return message;
    }
    String reason = cause.getMessage();
    return message.contains(reason) ? message : message + " (" + reason + ")";
  }

  private static int code(Throwable e) {
    if (e instanceof DestinationException destination && destination.isEmpty()) {
      return ExitCode.REFUSED;
    }
    if (e instanceof SQLException sql) {
      return code(sql);
    }
    if (e instanceof PartlyLoadedException partly) {
      return code(partly.failure());
    }
    // What another process failed with counts as if it had failed here.
    return code(e instanceof OwnerException owner ? owner.errorType() : e.getClass());
  }

  /** A statement ends with what the command of the same name ends with. */
  private static int code(SQLException e) {
    if (NO_SUCH_NAME.equals(e.getSQLState())) {
      return ExitCode.NOT_THERE;
    }
    // JDBC has one SQLSTATE for names that are malformed and those that are taken.
    return HOLD_IS_TAKEN.matcher(message(e)).matches() ? ExitCode.REFUSED : code(e.getClass());
  }

  private static int code(Class<?> error) {
    if (isOne(error, MALFORMED)) {
      return ExitCode.USAGE;
    }
    if (isOne(error, DAMAGED)) {
      return ExitCode.DAMAGED;
    }
    return isOne(error, REFUSED) && !isOne(error, SYSTEM) ? ExitCode.REFUSED : ExitCode.FAILED;
  }

  private static boolean isOne(Class<?> error, List<Class<?>> kinds) {
    return kinds.stream().anyMatch(kind -> kind.isAssignableFrom(error));
  }
}
