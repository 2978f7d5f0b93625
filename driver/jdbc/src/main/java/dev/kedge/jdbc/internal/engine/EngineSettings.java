package dev.kedge.jdbc.internal.engine;

import static dev.kedge.jdbc.KedgeProperty.ARCHIVE_LIMIT_BYTES;
import static dev.kedge.jdbc.KedgeProperty.ARCHIVE_OVERFLOW;
import static dev.kedge.jdbc.KedgeProperty.ARCHIVE_TIMEOUT;
import static dev.kedge.jdbc.KedgeProperty.CHECKPOINT_INTERVAL;
import static dev.kedge.jdbc.KedgeProperty.CHECKPOINT_LOG_BYTES;
import static dev.kedge.jdbc.KedgeProperty.CLOSE_DELAY;
import static dev.kedge.jdbc.KedgeProperty.CLOSE_TIMEOUT;
import static dev.kedge.jdbc.KedgeProperty.DIRTY_BYTES;
import static dev.kedge.jdbc.KedgeProperty.DURABILITY;
import static dev.kedge.jdbc.KedgeProperty.LOG_RETENTION_BYTES;
import static dev.kedge.jdbc.KedgeProperty.LOG_RETENTION_TIME;
import static dev.kedge.jdbc.KedgeProperty.LOG_SEGMENT_BYTES;
import static dev.kedge.jdbc.KedgeProperty.MAX_KEY_BYTES;
import static dev.kedge.jdbc.KedgeProperty.MAX_TRANSACTION_BYTES;
import static dev.kedge.jdbc.KedgeProperty.MAX_VALUE_BYTES;
import static dev.kedge.jdbc.KedgeProperty.NORMAL_SYNC_INTERVAL;
import static dev.kedge.jdbc.KedgeProperty.PAGE_SIZE;
import static dev.kedge.jdbc.KedgeProperty.READ_ONLY;
import static dev.kedge.jdbc.KedgeProperty.READ_REPLICA;
import static dev.kedge.jdbc.KedgeProperty.REPLICATE;
import static dev.kedge.jdbc.KedgeProperty.RESTORE_FROM;
import static dev.kedge.jdbc.KedgeProperty.STATEMENT_FILES;
import static dev.kedge.jdbc.KedgeProperty.WAL_ARCHIVE;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.OverflowPolicy;
import dev.kedge.WalArchive;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.Quantities;
import dev.kedge.jdbc.internal.error.SqlState;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which properties are settings of the engine, and how they get there. */
final class EngineSettings {

  /** What each connection has of its own, whatever the engine was opened with. */
  private static final Set<KedgeProperty> PER_CONNECTION =
      EnumSet.of(DURABILITY, READ_ONLY, CLOSE_DELAY, RESTORE_FROM, STATEMENT_FILES);

  /** Whose text is the name of something, even if it looks like a size. */
  private static final Set<KedgeProperty> NAMES = EnumSet.of(WAL_ARCHIVE, REPLICATE);

  private EngineSettings() {}

  /**
   * A database that is to be opened as the settings say.
   *
   * @throws SQLException if one of them is out of its range
   */
  static DatabaseBuilder builder(Path path, Settings settings) throws SQLException {
    SettingRanges ranges = new SettingRanges(settings);
    DatabaseBuilder builder =
        Database.builder(path)
            .pageSize(settings.intBytes(PAGE_SIZE))
            .durability(settings.durability())
            .normalSyncInterval(ranges.time(NORMAL_SYNC_INTERVAL, "1ms", "1min"))
            .checkpointLogBytes(settings.bytes(CHECKPOINT_LOG_BYTES))
            .checkpointInterval(ranges.time(CHECKPOINT_INTERVAL, "1s", "1d"))
            .readReplica(settings.flag(READ_REPLICA))
            .readOnly(settings.flag(READ_ONLY))
            .archiveTimeout(ranges.time(ARCHIVE_TIMEOUT, "1ms", "1d"))
            .archiveLimit(
                ranges.bytes(ARCHIVE_LIMIT_BYTES, "1MiB", "1073741824GiB"),
                settings.choice(ARCHIVE_OVERFLOW, OverflowPolicy.class))
            .closeTimeout(ranges.time(CLOSE_TIMEOUT, "0s", "1h"))
            .logRetentionBytes(settings.bytes(LOG_RETENTION_BYTES))
            .logRetentionTime(ranges.time(LOG_RETENTION_TIME, "0s", "3650d"))
            .logSegmentBytes(settings.bytes(LOG_SEGMENT_BYTES))
            .maxValueBytes(settings.intBytes(MAX_VALUE_BYTES))
            .maxTransactionBytes(settings.bytes(MAX_TRANSACTION_BYTES));
    if (settings.has(DIRTY_BYTES)) {
      builder.dirtyBytes(settings.bytes(DIRTY_BYTES));
    }
    if (settings.has(MAX_KEY_BYTES)) {
      builder.maxKeyBytes(maxKeyBytes(settings));
    }
    if (settings.has(WAL_ARCHIVE)) {
      builder.walArchive(WalArchive.directory(archive(settings)));
    }
    check(builder);
    return builder;
  }

  /** The engine takes 0 for what is not set. */
  private static int maxKeyBytes(Settings settings) throws SQLException {
    int bytes = settings.intBytes(MAX_KEY_BYTES);
    if (bytes == 0) {
      throw settings.wrong(MAX_KEY_BYTES, "at least 1");
    }
    return bytes;
  }

  /** The engine looks at the directory when it first stores something, which is late to hear of. */
  private static Path archive(Settings settings) throws SQLException {
    Path archive = settings.path(WAL_ARCHIVE).toAbsolutePath();
    boolean there = Files.exists(archive, LinkOption.NOFOLLOW_LINKS);
    if (there && !Files.isDirectory(archive)) {
      throw settings.wrong(WAL_ARCHIVE, "a directory: what is there is none");
    }
    Path parent = archive.getParent();
    if (!there && parent != null && !Files.isDirectory(parent)) {
      throw settings.wrong(
          WAL_ARCHIVE, "in a directory that is there: create " + parent + ", or name another");
    }
    return archive;
  }

  private static void check(DatabaseBuilder builder) throws SQLException {
    try {
      builder.build();
    } catch (IllegalArgumentException e) {
      throw SqlState.CONNECTION_REFUSED.error("property " + e.getMessage(), e);
    }
  }

  /** The properties in which an open engine is not what another connection asks for. */
  static List<KedgeProperty> differences(Database database, Settings open, Settings wanted) {
    return EnumSet.complementOf(EnumSet.copyOf(PER_CONNECTION)).stream()
        .filter(property -> !isSame(property, inForce(property, database, open), open, wanted))
        .toList();
  }

  private static boolean isSame(
      KedgeProperty property, String inForce, Settings open, Settings wanted) {
    String asked = wanted.text(property);
    return asked.equals(open.text(property))
        || meaning(property, asked).equals(meaning(property, inForce));
  }

  /** What an open engine has, as it may be written; empty if it has none. */
  static String inForce(KedgeProperty property, Database database, Settings open) {
    String text = open.text(property);
    String known = text.isEmpty() ? Setting.value(property, database, open) : text;
    return known == null ? "" : known;
  }

  /** What a value stands for: a size or a time however it is written, or else its text. */
  private static Object meaning(KedgeProperty property, String text) {
    if (NAMES.contains(property)) {
      return text;
    }
    Optional<Duration> time = Quantities.duration(text);
    Optional<Long> bytes = Quantities.bytes(text);
    if (time.isPresent()) {
      return time.get();
    }
    return bytes.isPresent() ? bytes.get() : text;
  }
}
