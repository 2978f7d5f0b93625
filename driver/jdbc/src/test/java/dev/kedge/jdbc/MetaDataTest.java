package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.rows;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tools are told about the database. */
class MetaDataTest {

  private static final Map<String, String> TYPES =
      Map.of(
          String.class.getName(), "string",
          Short.class.getName(), "short",
          Integer.class.getName(), "int",
          Long.class.getName(), "long",
          Boolean.class.getName(), "boolean");

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
    Map<String, List<String>> specified = specified();
    Set<String> checked = new TreeSet<>();
    for (Method method : DatabaseMetaData.class.getMethods()) {
      if (method.getReturnType() == ResultSet.class) {
        try (ResultSet result = (ResultSet) method.invoke(metaData, arguments(method))) {
          assertColumns(specified.get(method.getName()), result, method.getName());
          rows(result);
        }
        checked.add(method.getName());
      }
    }
    assertEquals(specified.keySet(), checked);
  }

  /** Name and type of each column, for each method. */
  private static Map<String, List<String>> specified() throws Exception {
    Map<String, List<String>> specified = new TreeMap<>();
    try (InputStream in = MetaDataTest.class.getResourceAsStream("metadata-columns.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (!line.startsWith("#")) {
          List<String> parts = List.of(line.split(" ", -1));
          specified.put(parts.get(0), parts.subList(1, parts.size()));
        }
      }
    }
    return specified;
  }

  private static Object[] arguments(Method method) {
    Object[] arguments = new Object[method.getParameterCount()];
    for (int i = 0; i < arguments.length; i++) {
      Class<?> type = method.getParameterTypes()[i];
      arguments[i] = type == int.class ? (Object) 0 : type == boolean.class ? false : null;
    }
    return arguments;
  }

  private static void assertColumns(List<String> specified, ResultSet result, String method)
      throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    assertEquals(specified.size(), columns.getColumnCount(), method);
    for (int i = 1; i <= specified.size(); i++) {
      String[] column = specified.get(i - 1).split(":", -1);
      if (!column[0].equals("*")) {
        assertEquals(column[0], columns.getColumnLabel(i), method);
        assertEquals(column[0], columns.getColumnName(i), method);
      }
      if (!column[1].equals("*")) {
        String type = TYPES.get(columns.getColumnClassName(i));
        assertEquals(column[1], type, method + " " + column[0]);
      }
    }
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
            "statements",
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

  /** Those of the grammar that SQL:2003 has too. */
  private static final Set<String> SQL_2003 =
      Set.of(
          "AFTER",
          "AND",
          "ASC",
          "BETWEEN",
          "BY",
          "CHECK",
          "COUNT",
          "CREATE",
          "DELETE",
          "DESC",
          "DROP",
          "FROM",
          "INSERT",
          "INTO",
          "LIKE",
          "NULL",
          "ON",
          "ORDER",
          "SELECT",
          "SET",
          "TIMESTAMP",
          "TO",
          "UPDATE",
          "VALUES",
          "WHERE");

  @Test
  void theKeywordsAreThoseOfTheGrammarThatSqlHasNot() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    String grammar = readme.substring(readme.indexOf("```ebnf"), readme.indexOf("operand    ="));
    Set<String> keywords = new TreeSet<>();
    Matcher word = Pattern.compile("\"([A-Z]{2,})\"").matcher(grammar);
    while (word.find()) {
      keywords.add(word.group(1));
    }
    keywords.removeAll(SQL_2003);
    assertEquals(String.join(",", keywords), metaData.getSQLKeywords());
  }

  @Test
  void theSizesOfTheColumnsAreTheLimitsOfTheDatabase() throws SQLException {
    String url = "jdbc:kedge:" + directory.resolve("small.kv");
    DriverManager.getConnection(url + "?pageSize=4096").close();
    try (Connection small =
            DriverManager.getConnection(url + "?maxKeyBytes=1500&maxValueBytes=1MiB");
        PreparedStatement select = small.prepareStatement("SELECT value, key FROM kv");
        ResultSet rows = select.executeQuery()) {
      DatabaseMetaData described = small.getMetaData();
      assertEquals(
          List.of("960", "1048576"),
          column(described.getColumns(null, null, "kv", "%"), "COLUMN_SIZE"));
      assertEquals(
          List.of("960"),
          column(described.getBestRowIdentifier(null, null, "kv", 0, false), "COLUMN_SIZE"));
      for (ResultSetMetaData columns : List.of(select.getMetaData(), rows.getMetaData())) {
        assertEquals(1 << 20, columns.getPrecision(1));
        assertEquals(960, columns.getPrecision(2));
      }
    }
    assertEquals(
        List.of("1024"), column(metaData.getColumns(null, null, "kv", "key"), "COLUMN_SIZE"));
  }

  @Test
  void theVersionIsThatOfTheBuild() throws Exception {
    String version = metaData.getDriverVersion();
    assertEquals(version, metaData.getDatabaseProductVersion());
    String build = Files.readString(Path.of("..", "pom.xml"));
    assertTrue(build.contains("<version>" + version), version);
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
    // A URL that is being written names no file yet.
    assertEquals(properties.length, driver.getPropertyInfo("jdbc:kedge:", null).length);
    Properties beside = new Properties();
    beside.setProperty("poolSize", "5");
    beside.setProperty("retention", "2d");
    String written = "jdbc:kedge:/x/app.kv?durability=OFF&speed=11&walArchive=&readOnly";
    for (DriverPropertyInfo property : driver.getPropertyInfo(written, beside)) {
      String value =
          switch (property.name) {
            case "durability" -> "OFF";
            case "retention" -> "2d";
            default ->
                KedgeProperty.find(property.name)
                    .map(KedgeProperty::defaultValue)
                    .filter(text -> !text.isEmpty())
                    .orElse(null);
          };
      assertEquals(value, property.value, property.name);
    }
  }
}
