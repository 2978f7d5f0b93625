package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.DatabaseOptions;
import dev.kedge.jdbc.KedgeProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A property and what it is for a connection.
 *
 * @param property the property
 * @param value its effective value; null if there is none
 */
public record Setting(KedgeProperty property, @Nullable String value) {

  /** All of a connection. */
  public static List<Setting> list(Lease lease) {
    List<Setting> settings = new ArrayList<>();
    for (KedgeProperty property : KedgeProperty.values()) {
      settings.add(new Setting(property, value(property, lease.database(), lease.settings())));
    }
    return settings;
  }

  /** The effective value of one in a database; null if there is none. */
  static @Nullable String value(KedgeProperty property, Database database, Settings settings) {
    DatabaseOptions options = database.options();
    return switch (property) {
      case PAGE_SIZE -> String.valueOf(database.stats().pageSize());
      case READ_ONLY -> String.valueOf(options.readOnly() || isSet(property, settings));
      case NORMAL_SYNC_INTERVAL -> options.normalSyncInterval().toMillis() + "ms";
      case DIRTY_BYTES -> String.valueOf(options.dirtyBytes());
      case CHECKPOINT_LOG_BYTES -> String.valueOf(options.checkpointLogBytes());
      case CHECKPOINT_INTERVAL -> options.checkpointInterval().toMillis() + "ms";
      case READ_REPLICA -> String.valueOf(options.readReplica());
      case ARCHIVE_TIMEOUT -> options.archiveTimeout().toMillis() + "ms";
      case ARCHIVE_LIMIT_BYTES -> String.valueOf(options.archiveLimitBytes());
      case ARCHIVE_OVERFLOW -> options.archiveOverflow().name();
      case CLOSE_TIMEOUT -> options.closeTimeout().toMillis() + "ms";
      case LOG_RETENTION_BYTES -> String.valueOf(options.logRetentionBytes());
      case LOG_RETENTION_TIME -> options.logRetentionTime().toMillis() + "ms";
      case LOG_SEGMENT_BYTES -> String.valueOf(options.logSegmentBytes());
      case MAX_KEY_BYTES -> String.valueOf(options.maxKeyBytes());
      case MAX_VALUE_BYTES -> String.valueOf(options.maxValueBytes());
      case MAX_TRANSACTION_BYTES -> String.valueOf(options.maxTransactionBytes());
      case DURABILITY,
          WAL_ARCHIVE,
          REPLICATE,
          TAKE_OVER,
          SYNC_INTERVAL,
          HEARTBEAT_INTERVAL,
          SNAPSHOT_INTERVAL,
          RETENTION,
          VALIDATION_INTERVAL,
          HOLD_BYTES,
          CLOSE_DELAY,
          RESTORE_FROM,
          STATEMENT_FILES -> {
        String text = settings.text(property);
        yield text.isEmpty() ? null : text;
      }
    };
  }

  private static boolean isSet(KedgeProperty flag, Settings settings) {
    return settings.text(flag).equals("true");
  }
}
