package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the system properties {@code kedge.jmx.*} say about the beans. One that can't be understood
 * is logged and taken for the most cautious value, as an open must not fail because of it.
 *
 * @param operations what may be done through the beans, {@code kedge.jmx.operations}
 * @param directory where operations read and write, for all databases of the process, {@code
 *     kedge.jmx.directory}; null for one beside each database
 * @param schedule when backups are made by themselves, {@code kedge.jmx.backup.schedule}, {@code
 *     .compressed}, {@code .keepCount} and {@code .keepDays}; null for never
 * @param scheduleError why that is null though it was set, empty if it was not
 */
record Settings(
    Policy operations,
    @Nullable Path directory,
    @Nullable BackupSchedule schedule,
    String scheduleError) {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private static final String ENABLED = "kedge.jmx.enabled";
  private static final String OPERATIONS = "kedge.jmx.operations";
  private static final String DIRECTORY = "kedge.jmx.directory";
  private static final String BACKUP = "kedge.jmx.backup.";
  private static final String SCHEDULE = BACKUP + "schedule";

  /** Reads them. */
  static Settings of(Properties properties) {
    String directory = properties.getProperty(DIRECTORY, "");
    try {
      return of(properties, directory.isEmpty() ? null : Path.of(directory));
    } catch (InvalidPathException e) {
      String why = "%s is '%s', which is no path".formatted(DIRECTORY, Audit.escape(directory));
      LOG.log(Level.ERROR, "{0}: no operations, no scheduled backups", why);
      boolean wanted = !properties.getProperty(SCHEDULE, "").isEmpty();
      return new Settings(Policy.NONE, null, null, wanted ? why : "");
    }
  }

  private static Settings of(Properties properties, @Nullable Path directory) {
    Policy operations = policy(properties.getProperty(OPERATIONS, "all"));
    try {
      return new Settings(operations, directory, schedule(properties), "");
    } catch (IllegalArgumentException e) {
      String why = Audit.escape(String.valueOf(e.getMessage()));
      LOG.log(Level.ERROR, "no scheduled backups: {0}", why);
      return new Settings(operations, directory, null, why);
    }
  }

  /** Whether there are beans at all, {@code kedge.jmx.enabled}. */
  static boolean isEnabled(Properties properties) {
    try {
      return isTrue(properties, ENABLED);
    } catch (IllegalArgumentException e) {
      LOG.log(Level.ERROR, "no beans: {0}", e.getMessage());
      return false;
    }
  }

  private static boolean isTrue(Properties properties, String name) {
    String text = properties.getProperty(name, "true");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new IllegalArgumentException(
              name + " is '" + Audit.escape(text) + "' and must be true or false");
    };
  }

  private static Policy policy(String text) {
    for (Policy policy : Policy.values()) {
      if (policy.toString().equals(text.toLowerCase(Locale.ROOT))) {
        return policy;
      }
    }
    LOG.log(
        Level.WARNING,
        "{0} is ''{1}'' and must be all, safe or none: taken for none",
        OPERATIONS,
        Audit.escape(text));
    return Policy.NONE;
  }

  /**
   * Reads the schedule.
   *
   * @throws IllegalArgumentException if one of its options can't be understood
   */
  private static @Nullable BackupSchedule schedule(Properties properties) {
    String when = properties.getProperty(SCHEDULE, "");
    if (when.isEmpty()) {
      return null;
    }
    boolean compressed = isTrue(properties, BACKUP + "compressed");
    int keepCount = number(properties, "keepCount", "7", "a whole number", Integer::parseInt);
    double keepDays = number(properties, "keepDays", "0", "a number", Double::parseDouble);
    try {
      return BackupSchedule.parse(when, compressed, keepCount, keepDays);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(BACKUP + "*: " + e.getMessage(), e);
    }
  }

  private static <N extends Number> N number(
      Properties properties, String name, String unless, String what, Function<String, N> parser) {
    String text = properties.getProperty(BACKUP + name, unless);
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          BACKUP + name + " is '" + text + "' and must be " + what, e);
    }
  }

  /** The operations directory of a database. */
  Path directoryFor(Path database) {
    return directory == null
        ? database.resolveSibling(database.getFileName() + "-backups")
        : directory;
  }
}
