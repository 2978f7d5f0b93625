package dev.kedge.jdbc.internal.metadata;

import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.table.SystemTable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tables there are. */
final class Catalog {

  static final String TABLE = "TABLE";
  static final String SYSTEM_TABLE = "SYSTEM TABLE";
  static final String SYS = "sys";

  private Catalog() {}

  /**
   * A table.
   *
   * @param schema its schema, or null if it is in none
   * @param name its name
   * @param type what kind it is
   * @param remarks what it holds
   * @param columns its columns
   */
  record Table(
      @Nullable String schema, String name, String type, String remarks, List<Column> columns) {}

  /**
   * The tables whose names match, the system tables first, as JDBC orders them.
   *
   * @param kv the columns of the table of entries
   */
  static List<Table> tables(
      List<Column> kv,
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern) {
    List<Table> tables = new ArrayList<>();
    if (catalog != null && !catalog.isEmpty()) {
      return tables;
    }
    for (Table table : all(kv)) {
      String schema = table.schema() == null ? "" : table.schema();
      if (NamePattern.matches(schemaPattern, schema)
          && NamePattern.matches(namePattern, table.name())) {
        tables.add(table);
      }
    }
    return tables;
  }

  private static List<Table> all(List<Column> kv) {
    List<Table> tables = new ArrayList<>();
    for (SystemTable table : SystemTable.values()) {
      tables.add(new Table(SYS, table.tableName(), SYSTEM_TABLE, table.remarks(), table.columns()));
    }
    tables.sort((one, other) -> one.name().compareTo(other.name()));
    tables.add(new Table(null, "kv", TABLE, "the entries of the database", kv));
    return tables;
  }
}
