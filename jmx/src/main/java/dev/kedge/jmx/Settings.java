package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Properties;
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
 */
record Settings(Policy operations, @Nullable Path directory, @Nullable BackupSchedule schedule) {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private static final String ENABLED = "kedge.jmx.enabled";
  private static final String OPERATIONS = "kedge.jmx.operations";
  private static final String DIRECTORY = "kedge.jmx.directory";
  private static final String SCHEDULE = "kedge.jmx.backup.schedule";

  /** Reads them. */
  static Settings of(Properties properties) {
    String directory = properties.getProperty(DIRECTORY, "");
    try {
      return new Settings(
          policy(properties.getProperty(OPERATIONS, "all")),
          directory.isEmpty() ? null : Path.of(directory),
          schedule(properties));
    } catch (InvalidPathException e) {
      LOG.log(
          Level.ERROR,
          "{0} is ''{1}'', which is no path: no operations, no scheduled backups",
          DIRECTORY,
          Audit.escape(directory));
      return new Settings(Policy.NONE, null, null);
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

  private static @Nullable BackupSchedule schedule(Properties properties) {
    String when = properties.getProperty(SCHEDULE, "");
    if (when.isEmpty()) {
      return null;
    }
    try {
      return BackupSchedule.parse(
          when,
          isTrue(properties, "kedge.jmx.backup.compressed"),
          Integer.parseInt(properties.getProperty("kedge.jmx.backup.keepCount", "7")),
          Double.parseDouble(properties.getProperty("kedge.jmx.backup.keepDays", "0")));
    } catch (IllegalArgumentException e) {
      LOG.log(Level.ERROR, "no scheduled backups: kedge.jmx.backup.*: {0}", e.getMessage());
      return null;
    }
  }

  /** The operations directory of a database. */
  Path directoryFor(Path database) {
    return directory == null
        ? database.resolveSibling(database.getFileName() + "-backups")
        : directory;
  }
}
