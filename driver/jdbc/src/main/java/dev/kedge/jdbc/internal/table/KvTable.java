package dev.kedge.jdbc.internal.table;

import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import java.util.List;

/** The table of entries. */
public final class KvTable {

  /** Its columns. */
  public static final List<Column> COLUMNS =
      List.of(
          new Column("key", ColumnType.BYTES, "the key, unique; entries are in its order"),
          new Column("value", ColumnType.BYTES, "the value"));

  private KvTable() {}
}
