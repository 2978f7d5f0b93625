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
    DatabaseBuilder builder =
        Database.builder(path)
            .pageSize(settings.intBytes(PAGE_SIZE))
            .durability(settings.durability())
            .normalSyncInterval(settings.duration(NORMAL_SYNC_INTERVAL))
            .checkpointLogBytes(settings.bytes(CHECKPOINT_LOG_BYTES))
            .checkpointInterval(settings.duration(CHECKPOINT_INTERVAL))
            .readReplica(settings.flag(READ_REPLICA))
            .readOnly(settings.flag(READ_ONLY))
            .archiveTimeout(settings.duration(ARCHIVE_TIMEOUT))
            .archiveLimit(
                settings.bytes(ARCHIVE_LIMIT_BYTES),
                settings.choice(ARCHIVE_OVERFLOW, OverflowPolicy.class))
            .closeTimeout(settings.duration(CLOSE_TIMEOUT))
            .logRetentionBytes(settings.bytes(LOG_RETENTION_BYTES))
            .logRetentionTime(settings.duration(LOG_RETENTION_TIME))
            .logSegmentBytes(settings.bytes(LOG_SEGMENT_BYTES))
            .maxValueBytes(settings.intBytes(MAX_VALUE_BYTES))
            .maxTransactionBytes(settings.bytes(MAX_TRANSACTION_BYTES));
    if (settings.has(DIRTY_BYTES)) {
      builder.dirtyBytes(settings.bytes(DIRTY_BYTES));
    }
    if (settings.has(MAX_KEY_BYTES)) {
      builder.maxKeyBytes(settings.intBytes(MAX_KEY_BYTES));
    }
    if (settings.has(WAL_ARCHIVE)) {
      builder.walArchive(WalArchive.directory(settings.path(WAL_ARCHIVE)));
    }
    check(builder);
    return builder;
  }

  private static void check(DatabaseBuilder builder) throws SQLException {
    try {
      builder.build();
    } catch (IllegalArgumentException e) {
      throw SqlState.CONNECTION_REFUSED.error("property " + e.getMessage(), e);
    }
  }

  /** The properties in which an open engine is not what another connection asks for. */
  static List<KedgeProperty> differences(Settings open, Settings wanted) {
    return EnumSet.complementOf(EnumSet.copyOf(PER_CONNECTION)).stream()
        .filter(property -> !meaning(property, open).equals(meaning(property, wanted)))
        .toList();
  }

  /** What a value stands for: a size or a time however it is written, or else its text. */
  private static Object meaning(KedgeProperty property, Settings settings) {
    String text = settings.text(property);
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
