package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.OwnWork;
import dev.kedge.cli.work.OwnerWork;
import dev.kedge.cli.work.Owners;
import dev.kedge.cli.work.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * How a command reaches a running process that has its database open, which then carries it out.
 */
final class OwnerOptions {

  private static final String PASSWORD_VARIABLE = "KEDGE_JMX_PASSWORD";

  /** How long an operation of another process may take to end once it is cancelled. */
  private static final Duration TIME_TO_CANCEL = Duration.ofSeconds(10);

  @Option(
      names = "--jmx",
      paramLabel = "HOST:PORT",
      converter = HostPortConverter.class,
      description = {
        "Let the process do it that has the database open and listens there.",
        "Unless given, such a process of this host and user is found by itself."
      })
  @Nullable HostPort address;

  @Option(
      names = "--jmx-user",
      paramLabel = "USER",
      description = {
        "Log in there, with TLS. The password is in the file --jmx-password-file or in the"
            + " environment as KEDGE_JMX_PASSWORD, or it is asked for."
      })
  @Nullable String user;

  @Option(
      names = "--jmx-password-file",
      paramLabel = "FILE",
      description = "A file with the password on its first line, readable for its owner only.")
  @Nullable Path passwordFile;

  /**
   * Where a process listens.
   *
   * @param host its name or address
   * @param port the port of its JMX connector
   */
  record HostPort(String host, int port) {}

  /**
   * The way to work on a database.
   *
   * @param path its file
   * @param opening opens it, if no other process has it open
   */
  Work work(Console console, Path path, Supplier<Database> opening) throws IOException {
    return work(console, path, null, opening);
  }

  /** The same for a database that is changed, which may need an archive. */
  Work work(Console console, WritableDatabase target) throws IOException {
    return work(console, target.path, target.walArchive, target::open);
  }

  Work work(Console console, Path path, @Nullable Path walArchive, Supplier<Database> opening)
      throws IOException {
    if (address == null && (user != null || passwordFile != null)) {
      throw new IllegalArgumentException("--jmx-user and --jmx-password-file need --jmx");
    }
    OwnerWork work;
    if (address == null) {
      try {
        return new OwnWork(opening.get());
      } catch (DatabaseLockedException e) {
        work = Owners.attach(path, e);
      }
    } else {
      work = Owners.connect(path, address.host(), address.port(), user, password(console));
    }
    if (walArchive != null && !work.hasArchive()) {
      work.close();
      throw new RefusedException(
          path + " is open in a process that has no archive for it: leave out --wal-archive");
    }
    console.finishWithin(TIME_TO_CANCEL);
    return work;
  }

  private String password(Console console) throws IOException {
    if (user == null) {
      if (passwordFile != null) {
        throw new IllegalArgumentException("--jmx-password-file needs --jmx-user");
      }
      return "";
    }
    if (passwordFile != null) {
      refuseShared(passwordFile);
      return Files.readAllLines(passwordFile).stream().findFirst().orElse("");
    }
    String variable = System.getenv(PASSWORD_VARIABLE);
    if (variable != null) {
      return variable;
    }
    return console
        .askSecret("password of " + user + ": ")
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no password: name a file with --jmx-password-file, or set "
                        + PASSWORD_VARIABLE));
  }

  private static void refuseShared(Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // the system has other ways
    }
    Set<PosixFilePermission> permissions = view.readAttributes().permissions();
    if (permissions.contains(PosixFilePermission.GROUP_READ)
        || permissions.contains(PosixFilePermission.OTHERS_READ)) {
      throw new RefusedException(file + " can be read by others: chmod 600 " + file);
    }
  }
}
