package dev.kedge.jdbc.internal.metadata;

import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import dev.kedge.jdbc.internal.result.JdbcResultSet;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.result.Wrapping;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Describes the database to tools. Results are in memory and belong to no statement. */
public final class JdbcDatabaseMetaData extends Capabilities implements Wrapping {

  private final Connection connection;
  private final String url;
  private final BooleanSupplier readOnly;
  private final List<Column> kv;

  /**
   * Of a connection.
   *
   * @param url what {@link #getURL} gives
   * @param readOnly whether the connection only reads, also once it is closed
   * @param kv the columns of the table of entries
   */
  public JdbcDatabaseMetaData(
      Connection connection, String url, BooleanSupplier readOnly, List<Column> kv) {
    this.connection = connection;
    this.url = url;
    this.readOnly = readOnly;
    this.kv = kv;
  }

  private static ResultSet result(MetaTable table, List<@Nullable Object[]> rows) {
    return new JdbcResultSet(
        Rows.of(table.columns(), rows), null, new ReentrantLock(), 0, () -> {});
  }

  private static ResultSet nothing(MetaTable table) {
    return result(table, List.of());
  }

  @Override
  public Connection getConnection() {
    return connection;
  }

  @Override
  public String getURL() {
    return url;
  }

  @Override
  public boolean isReadOnly() {
    return readOnly.getAsBoolean();
  }

  @Override
  public boolean supportsTransactionIsolationLevel(int level) {
    return level == Connection.TRANSACTION_REPEATABLE_READ;
  }

  @Override
  public boolean supportsResultSetType(int type) {
    return type == ResultSet.TYPE_FORWARD_ONLY;
  }

  @Override
  public boolean supportsResultSetConcurrency(int type, int concurrency) {
    return supportsResultSetType(type) && concurrency == ResultSet.CONCUR_READ_ONLY;
  }

  @Override
  public boolean supportsResultSetHoldability(int holdability) {
    return holdability == ResultSet.CLOSE_CURSORS_AT_COMMIT;
  }

  // What there is.

  @Override
  public ResultSet getTables(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String @Nullable [] types) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Catalog.Table table : Catalog.tables(kv, catalog, schemaPattern, namePattern)) {
      if (types == null || Arrays.asList(types).contains(table.type())) {
        rows.add(
            new @Nullable Object[] {
              null,
              table.schema(),
              table.name(),
              table.type(),
              table.remarks(),
              null,
              null,
              null,
              null,
              null
            });
      }
    }
    rows.sort(Comparator.comparing(row -> String.valueOf(row[3])));
    return result(MetaTable.TABLES, rows);
  }

  @Override
  public ResultSet getColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Catalog.Table table : Catalog.tables(kv, catalog, schemaPattern, namePattern)) {
      for (int i = 0; i < table.columns().size(); i++) {
        Column column = table.columns().get(i);
        if (NamePattern.matches(columnPattern, column.name())) {
          rows.add(describe(table, column, i + 1));
        }
      }
    }
    return result(MetaTable.COLUMNS, rows);
  }

  private static @Nullable Object[] describe(Catalog.Table table, Column column, int place) {
    ColumnType type = column.type();
    boolean required = type == ColumnType.BYTES;
    return new @Nullable Object[] {
      null,
      table.schema(),
      table.name(),
      column.name(),
      type.jdbcType(),
      type.typeName(),
      column.size(),
      null,
      type.isNumber() ? 0 : null,
      type.isNumber() ? 10 : null,
      required ? columnNoNulls : columnNullableUnknown,
      column.remarks(),
      null,
      null,
      null,
      type == ColumnType.BYTES || type == ColumnType.TEXT ? column.size() : null,
      place,
      required ? "NO" : "",
      null,
      null,
      null,
      null,
      "NO",
      "NO"
    };
  }

  @Override
  public ResultSet getPrimaryKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (isKv(catalog, schema, table)) {
      rows.add(new @Nullable Object[] {null, null, "kv", "key", (short) 1, "kv_key"});
    }
    return result(MetaTable.PRIMARY_KEYS, rows);
  }

  @Override
  public ResultSet getIndexInfo(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      boolean unique,
      boolean approximate) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (isKv(catalog, schema, table)) {
      rows.add(
          new @Nullable Object[] {
            null,
            null,
            "kv",
            false,
            null,
            "kv_key",
            tableIndexClustered,
            (short) 1,
            "key",
            "A",
            0L,
            0L,
            null
          });
    }
    return result(MetaTable.INDEX_INFO, rows);
  }

  @Override
  public ResultSet getBestRowIdentifier(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      int scope,
      boolean nullable) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    if (isKv(catalog, schema, table)) {
      Column key = kv.get(0);
      rows.add(
          new @Nullable Object[] {
            (short) bestRowSession,
            key.name(),
            key.type().jdbcType(),
            key.type().typeName(),
            key.size(),
            null,
            null,
            (short) bestRowNotPseudo
          });
    }
    return result(MetaTable.BEST_ROW_IDENTIFIER, rows);
  }

  private static boolean isKv(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return table != null
        && table.equalsIgnoreCase("kv")
        && (catalog == null || catalog.isEmpty())
        && (schema == null || schema.isEmpty());
  }

  @Override
  public ResultSet getSchemas() {
    return getSchemas(null, null);
  }

  @Override
  public ResultSet getSchemas(@Nullable String catalog, @Nullable String schemaPattern) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    boolean anyCatalog = catalog == null || catalog.isEmpty();
    if (anyCatalog && NamePattern.matches(schemaPattern, Catalog.SYS)) {
      rows.add(new @Nullable Object[] {Catalog.SYS, null});
    }
    return result(MetaTable.SCHEMAS, rows);
  }

  @Override
  public ResultSet getTableTypes() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(new @Nullable Object[] {Catalog.SYSTEM_TABLE});
    rows.add(new @Nullable Object[] {Catalog.TABLE});
    return result(MetaTable.TABLE_TYPES, rows);
  }

  @Override
  public ResultSet getTypeInfo() {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Arrays.stream(ColumnType.values())
        .sorted(Comparator.comparingInt(ColumnType::jdbcType))
        .forEach(type -> rows.add(describe(type)));
    return result(MetaTable.TYPE_INFO, rows);
  }

  private static @Nullable Object[] describe(ColumnType type) {
    String prefix =
        switch (type) {
          case BYTES -> "X'";
          case TEXT, INSTANT -> "'";
          default -> null;
        };
    return new @Nullable Object[] {
      type.typeName(),
      type.jdbcType(),
      type.precision(),
      prefix,
      prefix == null ? null : "'",
      null,
      (short) typeNullableUnknown,
      type == ColumnType.TEXT,
      (short) typeSearchable,
      false,
      false,
      false,
      null,
      (short) 0,
      (short) 0,
      null,
      null,
      type.isNumber() ? 10 : null
    };
  }

  // What there is nothing of.

  @Override
  public ResultSet getCatalogs() {
    return nothing(MetaTable.CATALOGS);
  }

  @Override
  public ResultSet getClientInfoProperties() {
    return nothing(MetaTable.CLIENT_INFO_PROPERTIES);
  }

  @Override
  public ResultSet getAttributes(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String typePattern,
      @Nullable String attributePattern) {
    return nothing(MetaTable.ATTRIBUTES);
  }

  @Override
  public ResultSet getColumnPrivileges(
      @Nullable String catalog,
      @Nullable String schema,
      @Nullable String table,
      @Nullable String columnPattern) {
    return nothing(MetaTable.COLUMN_PRIVILEGES);
  }

  @Override
  public ResultSet getTablePrivileges(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    return nothing(MetaTable.TABLE_PRIVILEGES);
  }

  @Override
  public ResultSet getCrossReference(
      @Nullable String parentCatalog,
      @Nullable String parentSchema,
      @Nullable String parentTable,
      @Nullable String foreignCatalog,
      @Nullable String foreignSchema,
      @Nullable String foreignTable) {
    return nothing(MetaTable.KEYS);
  }

  @Override
  public ResultSet getExportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return nothing(MetaTable.KEYS);
  }

  @Override
  public ResultSet getImportedKeys(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return nothing(MetaTable.KEYS);
  }

  @Override
  public ResultSet getFunctions(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    return nothing(MetaTable.FUNCTIONS);
  }

  @Override
  public ResultSet getFunctionColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern) {
    return nothing(MetaTable.FUNCTION_COLUMNS);
  }

  @Override
  public ResultSet getProcedures(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    return nothing(MetaTable.PROCEDURES);
  }

  @Override
  public ResultSet getProcedureColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern) {
    return nothing(MetaTable.PROCEDURE_COLUMNS);
  }

  @Override
  public ResultSet getPseudoColumns(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      @Nullable String columnPattern) {
    return nothing(MetaTable.PSEUDO_COLUMNS);
  }

  @Override
  public ResultSet getSuperTables(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    return nothing(MetaTable.SUPER_TABLES);
  }

  @Override
  public ResultSet getSuperTypes(
      @Nullable String catalog, @Nullable String schemaPattern, @Nullable String namePattern) {
    return nothing(MetaTable.SUPER_TYPES);
  }

  @Override
  public ResultSet getUDTs(
      @Nullable String catalog,
      @Nullable String schemaPattern,
      @Nullable String namePattern,
      int @Nullable [] types) {
    return nothing(MetaTable.UDTS);
  }

  @Override
  public ResultSet getVersionColumns(
      @Nullable String catalog, @Nullable String schema, @Nullable String table) {
    return nothing(MetaTable.VERSION_COLUMNS);
  }
}
