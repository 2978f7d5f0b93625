package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.DatabaseLockedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens databases that exist. */
final class Opening {

  /** Other commands have a database for a moment; whoever has it longer is told of. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(20);

  /** The last word of who has it. */
  private static final Pattern SINCE = Pattern.compile(" since (\\d\\S+Z)$");

  private Opening() {}

  /**
   * Opens a database.
   *
   * @throws RefusedException if there is none
   * @throws DatabaseLockedException if another process has it open and keeps it for a second, or
   *     has had it for longer
   */
  static Database open(Path path, UnaryOperator<DatabaseBuilder> settings) {
    requireExists(path);
    long begin = System.nanoTime();
    while (true) {
      try {
        return settings.apply(Database.builder(path)).open();
      } catch (DatabaseLockedException e) {
        if (hasHadItLong(e) || System.nanoTime() - begin > PATIENCE.toNanos()) {
          throw e;
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    }
  }

  private static boolean hasHadItLong(DatabaseLockedException locked) {
    Matcher since = SINCE.matcher(locked.holder());
    return since.find()
        && Instant.parse(since.group(1)).isBefore(Instant.now().minus(2, ChronoUnit.SECONDS));
  }

  /** Refuses the name of a database that is not there: only kedge create makes one. */
  static void requireExists(Path path) {
    if (Files.isDirectory(path)) {
      throw new RefusedException(path + " is a directory: name the database file in it");
    }
    if (!Files.exists(path) && !Files.exists(logFolder(path))) {
      throw new RefusedException(
          path + " does not exist: make it with kedge create, or with kedge restore from a backup");
    }
  }

  /**
   * Refuses to make a replica of a primary: whatever is opened as a replica is one from then on,
   * which nobody may do to a primary unaware.
   *
   * @param instead what to do, to end the sentence that it is a primary
   */
  static void refusePrimary(Path path, String instead) {
    if (!Files.isDirectory(logFolder(path))) {
      return; // a copy, which nobody has committed to
    }
    try (Database database = open(path, builder -> builder.readOnly(true))) {
      if (!database.isRememberedReplica()) {
        throw new RefusedException(path + " is a primary" + instead);
      }
    }
  }

  /** The folder beside a database file that has its log. */
  static Path logFolder(Path path) {
    return path.resolveSibling(path.getFileName() + "-wal");
  }
}
