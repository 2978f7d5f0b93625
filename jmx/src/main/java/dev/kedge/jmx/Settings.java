package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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

  private static final String OPERATIONS = "kedge.jmx.operations";
  private static final String SCHEDULE = "kedge.jmx.backup.schedule";

  /** Reads them. */
  static Settings of(Properties properties) {
    String directory = properties.getProperty("kedge.jmx.directory", "");
    return new Settings(
        policy(properties.getProperty(OPERATIONS, "all")),
        directory.isEmpty() ? null : Path.of(directory),
        schedule(properties));
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
          Boolean.parseBoolean(properties.getProperty("kedge.jmx.backup.compressed", "true")),
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
