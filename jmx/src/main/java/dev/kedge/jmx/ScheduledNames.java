package dev.kedge.jmx;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of scheduled backups, {@code <database>-<time>.kvbak} with {@code .lz4} if compressed:
 * only what has such a name is ever deleted by the schedule of that database.
 */
final class ScheduledNames {

  private static final String SUFFIX = ".kvbak";
  private static final String COMPRESSED_SUFFIX = ".kvbak.lz4";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'")
          .withZone(ZoneOffset.UTC)
          .withResolverStyle(ResolverStyle.STRICT);

  private final String database;
  private final Pattern pattern;

  ScheduledNames(String database) {
    this.database = database;
    this.pattern =
        Pattern.compile(Pattern.quote(database) + "-(\\d{8}T\\d{6}\\.\\d{3}Z)\\.kvbak(\\.lz4)?");
  }

  /** The name of a backup that is made at an instant. */
  String at(Instant instant, boolean compressed) {
    return database + "-" + TIME.format(instant) + (compressed ? COMPRESSED_SUFFIX : SUFFIX);
  }

  /** Whether a name is one of a scheduled backup of this database. */
  boolean isOne(String name) {
    return time(name).isPresent();
  }

  /** When a backup of such a name was due; empty if it is none, as with digits that are no time. */
  Optional<Instant> time(String name) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TIME.parse(matcher.group(1), Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether a name says that the file is a backup. */
  boolean isBackup(String name) {
    return name.endsWith(SUFFIX) || name.endsWith(COMPRESSED_SUFFIX);
  }
}
