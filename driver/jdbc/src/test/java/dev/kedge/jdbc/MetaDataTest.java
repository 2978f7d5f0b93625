package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools are told about the database. */
class MetaDataTest {

  /** How many columns JDBC 4.3 gives each result, counted in its documentation. */
  private static final Map<String, Integer> COLUMNS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("getAttributes", 21),
              Map.entry("getBestRowIdentifier", 8),
              Map.entry("getCatalogs", 1),
              Map.entry("getClientInfoProperties", 4),
              Map.entry("getColumnPrivileges", 8),
              Map.entry("getColumns", 24),
              Map.entry("getCrossReference", 14),
              Map.entry("getExportedKeys", 14),
              Map.entry("getFunctionColumns", 17),
              Map.entry("getFunctions", 6),
              Map.entry("getImportedKeys", 14),
              Map.entry("getIndexInfo", 13),
              Map.entry("getPrimaryKeys", 6),
              Map.entry("getProcedureColumns", 20),
              Map.entry("getProcedures", 9),
              Map.entry("getPseudoColumns", 12),
              Map.entry("getSchemas", 2),
              Map.entry("getSuperTables", 4),
              Map.entry("getSuperTypes", 6),
              Map.entry("getTablePrivileges", 7),
              Map.entry("getTableTypes", 1),
              Map.entry("getTables", 10),
              Map.entry("getTypeInfo", 18),
              Map.entry("getUDTs", 7),
              Map.entry("getVersionColumns", 8)));

  @TempDir Path directory;
  private Connection connection;
  private DatabaseMetaData metaData;

  @BeforeEach
  void open() throws SQLException {
    connection = Databases.connect(directory);
    metaData = connection.getMetaData();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void everyResultHasTheColumnsOfTheSpecification() throws Exception {
    Map<String, Integer> found = new TreeMap<>();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getReturnType() == ResultSet.class) {
        Object[] arguments = new Object[method.getParameterCount()];
        for (int i = 0; i < arguments.length; i++) {
          Class<?> type = method.getParameterTypes()[i];
          arguments[i] = type == int.class ? (Object) 0 : type == boolean.class ? false : null;
        }
        try (ResultSet result = (ResultSet) method.invoke(metaData, arguments)) {
          found.put(method.getName(), result.getMetaData().getColumnCount());
          rows(result);
        }
      }
    }
    assertEquals(COLUMNS, found);
  }

  @Test
  void theColumnsThatToolsReadAreNamedAsSpecified() throws SQLException {
    assertEquals(
        List.of(
            "TABLE_CAT",
            "TABLE_SCHEM",
            "TABLE_NAME",
            "TABLE_TYPE",
            "REMARKS",
            "TYPE_CAT",
            "TYPE_SCHEM",
            "TYPE_NAME",
            "SELF_REFERENCING_COL_NAME",
            "REF_GENERATION"),
        names(metaData.getTables(null, null, null, null)));
    assertEquals(
        List.of("TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME"),
        names(metaData.getPrimaryKeys(null, null, "kv")));
    assertEquals(List.of("TABLE_SCHEM", "TABLE_CATALOG"), names(metaData.getSchemas()));
  }

  private static List<String> names(ResultSet result) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    String[] names = new String[columns.getColumnCount()];
    for (int i = 0; i < names.length; i++) {
      names[i] = columns.getColumnLabel(i + 1);
    }
    return Arrays.asList(names);
  }

  @Test
  void tablesColumnsAndKeysAreFoundByPatterns() throws SQLException {
    assertEquals(
        List.of(
            "database",
            "holds",
            "operations",
            "readers",
            "replicas",
            "segments",
            "settings",
            "snapshots",
            "wal",
            "window",
            "kv"),
        column(metaData.getTables(null, null, "%", null), "TABLE_NAME"));
    assertEquals(
        List.of("kv"),
        column(metaData.getTables(null, "", null, new String[] {"TABLE"}), "TABLE_NAME"));
    assertEquals(
        List.of("key", "value"), column(metaData.getColumns(null, null, "KV", "%"), "COLUMN_NAME"));
    assertEquals(
        List.of("cap_bytes"),
        column(metaData.getColumns(null, "sys", "ho__s", "cap\\_%"), "COLUMN_NAME"));
    assertEquals(List.of("key"), column(metaData.getPrimaryKeys(null, null, "kv"), "COLUMN_NAME"));
    assertEquals(List.of("sys"), column(metaData.getSchemas(), "TABLE_SCHEM"));
    assertEquals(
        List.of(), column(metaData.getTables("elsewhere", null, null, null), "TABLE_NAME"));
  }

  private static List<String> column(ResultSet result, String name) throws SQLException {
    List<String> values = new java.util.ArrayList<>();
    while (result.next()) {
      values.add(result.getString(name));
    }
    return values;
  }

  @Test
  void theDriverIsFoundByItsServiceAndListsItsProperties() throws SQLException {
    Driver driver =
        ServiceLoader.load(Driver.class).stream()
            .filter(provider -> provider.type() == KedgeDriver.class)
            .findFirst()
            .orElseThrow()
            .get();
    DriverPropertyInfo[] properties =
        driver.getPropertyInfo("jdbc:kedge:/x/app.kv?durability=OFF", new Properties());
    assertEquals(KedgeProperty.values().length, properties.length);
    for (DriverPropertyInfo property : properties) {
      assertTrue(KedgeProperty.find(property.name).isPresent());
      if (property.name.equals("durability")) {
        assertEquals("OFF", property.value);
        assertEquals(List.of("FULL", "NORMAL", "OFF"), List.of(property.choices));
      }
    }
  }
}
