package dev.kedge.jdbc.internal.table;

import dev.kedge.Database;
import dev.kedge.DatabaseOptions;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import java.util.List;

/** The table of entries. */
public final class KvTable {

  private KvTable() {}

  /** Its columns in a database, whose limits are their sizes. */
  public static List<Column> columns(Database database) {
    DatabaseOptions options = database.options();
    int longestKey = DatabaseOptions.longestKey(database.stats().pageSize());
    return List.of(
        new Column(
            "key",
            ColumnType.BYTES,
            "the key, unique; entries are in its order",
            Math.min(options.maxKeyBytes(), longestKey)),
        new Column("value", ColumnType.BYTES, "the value", options.maxValueBytes()));
  }
}
