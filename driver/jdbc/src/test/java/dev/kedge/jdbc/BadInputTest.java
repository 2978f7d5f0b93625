package dev.kedge.jdbc;

import static dev.kedge.jdbc.Databases.connect;
import static dev.kedge.jdbc.Databases.execute;
import static dev.kedge.jdbc.Databases.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.Durability;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong is refused, with a state and one line that says where and what to do. */
class BadInputTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                       | 42601 | at the end
          SELEKT 1                                 | 42601 | at position 1
          SELECT * FROM kv WHERE                   | 42601 | expected a column
          SELECT * FROM kv WHERE key ~ 'a'         | 42601 | position 28
          SELECT * FROM kv; SELECT 1               | 42601 | one statement at a time
          SELECT * FROM kv WHERE key = 'a          | 42601 | not closed
          SELECT * FROM kv /* x                    | 42601 | not closed
          SELECT * FROM kv WHERE key = X'0g'       | 42601 | hexadecimal
          SELECT * FROM kv WHERE key = 1a          | 42601 | digits only
          SELECT * FROM kv ORDER BY value          | 42601 | by key only
          SELECT * FROM kv LIMIT 99999999999999999999 | 22023 | 64 bits
          SELECT * FROM kv LIMIT -1                | 22023 | LIMIT is not negative
          SELECT * FROM kv LIMIT 'x'               | 22018 | not a number
          SELECT COUNT(*) FROM kv LIMIT 1          | 42601 | one row
          SELECT COUNT(*) FROM kv OFFSET -1        | 42601 | one row
          SELECT name FROM kv                      | 42703 | has no column name
          SELECT * FROM kv WHERE value = 'a'       | 42703 | by key only
          SELECT * FROM people                     | 42P01 | read kv
          SELECT * FROM sys.people                 | 42P01 | sys.wal
          SELECT * FROM sys.wal WHERE version > 1  | 42601 | with = only
          SELECT * FROM sys.wal ORDER BY version   | 42601 | ORDER BY
          DELETE FROM sys.holds                    | 42809 | can only be read
          UPDATE sys.settings SET value = 'x'      | 42809 | can only be read
          INSERT INTO sys.wal VALUES ('a', 'b')    | 42809 | can only be read
          UPDATE kv SET key = 'b'                  | 42703 | only the column value
          INSERT INTO kv (key, key) VALUES (1, 2)  | 42601 | both key and value
          INSERT INTO kv (key, name) VALUES (1, 2) | 42703 | key and value
          INSERT INTO kv VALUES ('a')              | 42601 | expected ,
          INSERT INTO kv VALUES ('a', NULL)        | 23502 | the value is NULL
          INSERT INTO kv VALUES (?, ?)             | 07001 | prepareStatement
          UPSERT INTO kv VALUES ('', 'x')          | 22023 | key
          APPLY WAL FROM 'x' UNTIL 5               | 42601 | VERSION or TIMESTAMP
          BACKUP TO ''                             | 22023 | not empty
          BACKUP TO 5                              | 22018 | the file name is not text
          VERIFY BACKUP X'ff'                      | 22018 | the file name is not text
          SHIP WAL TO -1                           | 22018 | the file name is not text
          APPLY WAL FROM X'00'                     | 22018 | the file name is not text
          """)
  void aWrongStatementIsRefused(String sql, String state, String message) throws SQLException {
    try (Connection connection = connect(directory)) {
      SQLException e = assertThrows(SQLException.class, () -> execute(connection, sql));
      assertEquals(state, e.getSQLState(), e.getMessage());
      assertTrue(e.getMessage().contains(message), e.getMessage());
      assertFalse(e.getMessage().contains("\n"));
      assertTrue(connection.isValid(0));
    }
  }

  @Test
  void aSyntaxErrorIsOne() throws SQLException {
    try (Connection connection = connect(directory)) {
      assertThrows(SQLSyntaxErrorException.class, () -> connection.prepareStatement("SELECT"));
      assertThrows(SQLSyntaxErrorException.class, () -> connection.prepareStatement(null));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:kedge:",
        "jdbc:kedge:?durability=FULL",
        "jdbc:kedge:DIR/app.kv?durability",
        "jdbc:kedge:DIR/app.kv?=x",
        "jdbc:kedge:DIR/app.kv?",
        "jdbc:kedge:DIR/app.kv?walArchive=%zz",
        "jdbc:kedge:DIR/app.kv?durability=MAYBE",
        "jdbc:kedge:DIR/app.kv?Durability=FULL",
        "jdbc:kedge:DIR/app.kv?speed=11",
        "jdbc:kedge:DIR/app.kv?durability=FULL&durability=OFF",
        "jdbc:kedge:DIR/app.kv?pageSize=8193",
        "jdbc:kedge:DIR/app.kv?pageSize=big",
        "jdbc:kedge:DIR/app.kv?maxValueBytes=3GiB",
        "jdbc:kedge:DIR/app.kv?checkpointInterval=5",
        "jdbc:kedge:DIR/app.kv?closeDelay=99999999999999999999s",
        "jdbc:kedge:DIR/app.kv?readOnly=yes",
        "jdbc:kedge:DIR/app.kv?readOnly=true&readReplica=true",
        "jdbc:kedge:DIR/app.kv?statementFiles=DIR/missing",
        "jdbc:kedge:DIR/app.kv?walArchive=DIR/app.kv-wal/archive",
        "jdbc:kedge:DIR/app.kv?walArchive=DIR/app.kv-wal",
        "jdbc:kedge:DIR/app.kv?walArchive=DIR/missing/archive",
        "jdbc:kedge:DIR/app.kv?maxKeyBytes=0",
        "jdbc:kedge:DIR/app.kv?restoreFrom=DIR",
        "jdbc:kedge:DIR/app.kv?statementFiles=%20",
        "jdbc:kedge:DIR/missing/app.kv",
        "jdbc:kedge:DIR"
      })
  void aWrongUrlIsRefusedAndCreatesNothing(String url) throws Exception {
    String real = url.replace("DIR", directory.toString());
    SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(real));
    assertEquals("08001", e.getSQLState(), e.getMessage());
    assertFalse(Files.exists(directory.resolve("missing")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"walArchive", "restoreFrom"})
  void aPropertyThatIsNoPathIsNamed(String property) {
    String url = Databases.url(directory) + "?" + property + "=%00";
    SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertEquals("08001", e.getSQLState());
    assertTrue(e.getMessage().startsWith("property " + property + " is "), e.getMessage());
    assertTrue(e.getMessage().contains("must be a path"), e.getMessage());
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyPropertyIsRefusedAndCreatesNothing(KedgeProperty property) throws Exception {
    String url = Databases.url(directory) + "?" + property.key() + "=";
    SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertEquals("08001", e.getSQLState());
    assertTrue(
        e.getMessage().startsWith("property " + property.key() + " is empty: "), e.getMessage());
    KedgeDataSource source = new KedgeDataSource();
    source.setUrl(Databases.url(directory));
    source.setProperty(property, "");
    assertThrows(SQLException.class, source::getConnection);
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "closeDelay, 99999999999999d, from 0s to 36500d",
    "normalSyncInterval, 2min, from 1ms to 1min",
    "checkpointInterval, 2d, from 1s to 1d",
    "archiveTimeout, 25h, from 1ms to 1d",
    "closeTimeout, 2h, from 0s to 1h",
    "logRetentionTime, 3651d, from 0s to 3650d",
    "archiveLimitBytes, 1KiB, from 1MiB to 1073741824GiB"
  })
  void aRangeIsToldAsTheUrlHasIt(String property, String value, String range) throws SQLException {
    String url = Databases.url(directory) + "?" + property + "=";
    SQLException e =
        assertThrows(SQLException.class, () -> DriverManager.getConnection(url + value));
    assertEquals("08001", e.getSQLState());
    assertEquals("property " + property + " is " + value + " and must be " + range, e.getMessage());
    // The engine agrees.
    Matcher bounds = Pattern.compile("from (\\w+) to (\\w+)").matcher(range);
    assertTrue(bounds.matches());
    DriverManager.getConnection(url + bounds.group(2)).close();
    DriverManager.getConnection(url + bounds.group(1)).close();
  }

  @Test
  void anArchiveThatIsNoDirectoryIsRefusedWhenTheConnectionIsMade() throws Exception {
    Path file = Files.writeString(directory.resolve("archive"), "x");
    String url = Databases.url(directory) + "?walArchive=" + file;
    SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertEquals("08001", e.getSQLState());
    assertEquals(
        "property walArchive is " + file + " and must be a directory: what is there is none",
        e.getMessage());
    assertFalse(Files.exists(directory.resolve("app.kv")));
  }

  @Test
  void aFileNameMayBeAParameterThatIsText() throws SQLException {
    try (Connection connection = connect(directory);
        PreparedStatement backup = connection.prepareStatement("BACKUP TO ?")) {
      for (Object wrong : List.of(5, new byte[] {'b'}, true)) {
        backup.setObject(1, wrong);
        assertRefusedAsText(backup::execute);
      }
      backup.setObject(1, directory.resolve("b").toString(), Types.VARCHAR);
      assertTrue(backup.execute());
      assertTrue(Files.exists(directory.resolve("b")));
    }
  }

  @Test
  void anUnknownPropertyBesideTheUrlIsRefusedAndAccountsArePassedOver() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", "sa");
    properties.setProperty("password", "");
    DriverManager.getConnection(Databases.url(directory), properties).close();
    properties.setProperty("poolSize", "5");
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(Databases.url(directory), properties));
    assertTrue(e.getMessage().contains("poolSize"), e.getMessage());
  }

  @Test
  void aPropertyThatIsNoTextIsTakenAsItsTextOrRefused() throws SQLException {
    Properties properties = new Properties();
    properties.put("durability", Durability.OFF);
    properties.put("readReplica", false);
    properties.put("maxValueBytes", 5000);
    properties.put("checkpointLogBytes", 1L << 21);
    properties.put("password", new char[] {'x'});
    try (Connection connection =
        DriverManager.getConnection(Databases.url(directory), properties)) {
      assertEquals(
          List.of("OFF", "2097152", "5000"),
          List.of(
              setting(connection, "durability"),
              setting(connection, "checkpointLogBytes"),
              setting(connection, "maxValueBytes")));
    }
    properties.put("closeDelay", Duration.ofSeconds(1));
    assertRefused(properties, "closeDelay");
    // A default does not stand in for a value that can't be read, and neither can it be one itself.
    Properties beneath = new Properties();
    beneath.put("closeDelay", "1s");
    Properties above = new Properties(beneath);
    above.put("closeDelay", 1.5);
    assertRefused(above, "closeDelay");
    beneath.put("closeDelay", 2.5);
    above.remove("closeDelay");
    assertRefused(above, "closeDelay");
    above.put(1, "one");
    assertRefused(above, "name of a property");
  }

  private static String setting(Connection connection, String name) throws SQLException {
    return query(connection, "SELECT value FROM sys.settings WHERE name = '" + name + "'").get(0);
  }

  private void assertRefused(Properties properties, String what) {
    SQLException e =
        assertThrows(
            SQLException.class,
            () -> DriverManager.getConnection(Databases.url(directory), properties));
    assertEquals("08001", e.getSQLState());
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void aStatementFilesThatIsNoDirectoryOpensNothing() throws Exception {
    String url = Databases.url(directory) + "?statementFiles=" + directory.resolve("missing");
    SQLException e = assertThrows(SQLException.class, () -> DriverManager.getConnection(url));
    assertEquals("08001", e.getSQLState());
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void otherDriversUrlsAreLeftToThem() throws SQLException {
    KedgeDriver driver = new KedgeDriver();
    assertFalse(driver.acceptsURL("jdbc:other:x"));
    assertNull(driver.connect("jdbc:other:x", new Properties()));
    assertTrue(driver.acceptsURL("jdbc:kedge:"));
  }

  @Test
  void parametersThatAreMissingOrTooManyOrOfNoTextAreRefused() throws SQLException {
    try (Connection connection = connect(directory);
        PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      assertEquals("07001", assertThrows(SQLException.class, put::execute).getSQLState());
      assertEquals("07009", assertThrows(SQLException.class, () -> put.setInt(3, 1)).getSQLState());
      assertEquals("07009", assertThrows(SQLException.class, () -> put.setInt(0, 1)).getSQLState());
      assertEquals(
          "22018",
          assertThrows(SQLException.class, () -> put.setObject(1, new Object())).getSQLState());
      put.setString(1, "k");
      put.setString(2, null);
      assertEquals("23502", assertThrows(SQLException.class, put::execute).getSQLState());
      assertEquals(
          "55000", assertThrows(SQLException.class, () -> put.execute("CHECK")).getSQLState());
    }
  }

  @Test
  void halfASurrogatePairIsNoTextWhereverItComesFrom() throws SQLException {
    String half = "a\ud83d";
    try (Connection connection = connect(directory);
        PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)")) {
      put.setString(1, "\ud83d\ude00");
      List<Executable> setters =
          List.of(
              () -> put.setString(2, half),
              () -> put.setObject(2, half, Types.VARCHAR),
              () -> put.setObject(2, '\ude00'),
              () -> put.setCharacterStream(2, new StringReader(half)));
      for (Executable setter : setters) {
        String message = assertRefusedAsText(setter);
        assertTrue(message.startsWith("parameter 2 has half of a surrogate pair"), message);
      }
      for (String sql :
          List.of(
              "UPSERT INTO kv VALUES ('\ude00', 'x')",
              "UPSERT INTO kv VALUES ('x', '" + half + "')",
              "SELECT * FROM kv WHERE key LIKE '" + half + "%'",
              "DELETE FROM kv WHERE key = '" + half + "'")) {
        String message = assertRefusedAsText(() -> execute(connection, sql));
        assertTrue(message.startsWith("at position "), message);
      }
      try (Statement batch = connection.createStatement()) {
        assertRefusedAsText(() -> batch.addBatch("UPSERT INTO kv VALUES ('" + half + "', 'x')"));
      }
      assertEquals(List.of(), query(connection, "SELECT * FROM kv"));
      put.setString(2, "\ud83d\ude00");
      put.executeUpdate();
      assertEquals(
          List.of("\ud83d\ude00,\ud83d\ude00"),
          query(connection, "SELECT * FROM kv WHERE key LIKE '\ud83d\ude00%'"));
    }
  }

  private static String assertRefusedAsText(Executable call) {
    SQLException e = assertThrows(SQLException.class, call);
    assertEquals("22018", e.getSQLState(), e.getMessage());
    return e.getMessage();
  }

  @Test
  void whatIsClosedSaysSo() throws SQLException {
    Connection connection = connect(directory);
    Statement statement = connection.createStatement();
    statement.close();
    assertEquals(
        "55000",
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1")).getSQLState());
    connection.close();
    connection.close();
    assertEquals(
        "08003", assertThrows(SQLException.class, connection::createStatement).getSQLState());
    assertEquals(
        "22023", assertThrows(SQLException.class, () -> connection.unwrap(null)).getSQLState());
    assertFalse(connection.isWrapperFor(null));
    assertFalse(connection.isValid(1));
    assertEquals(
        "08003",
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1")).getSQLState());
  }

  @Test
  void aDatabaseThatAnotherHasOpenIsRefusedAndNamesIt() throws SQLException {
    try (Database owner = Database.open(directory.resolve("app.kv"))) {
      SQLException e = assertThrows(SQLException.class, () -> connect(directory));
      assertInstanceOf(SQLTransientConnectionException.class, e);
      assertTrue(e.getMessage().contains(String.valueOf(ProcessHandle.current().pid())));
      try (Connection over = new KedgeDataSource(owner).getConnection()) {
        assertEquals("1", query(over, "SELECT 1").get(0));
      }
    }
  }

  @Test
  void aDataSourceOverADatabaseThatIsClosedSaysSo() throws SQLException {
    Database database = Database.open(directory.resolve("app.kv"));
    KedgeDataSource source = new KedgeDataSource(database);
    database.close();
    assertEquals("08003", assertThrows(SQLException.class, source::getConnection).getSQLState());
    assertEquals(
        "22023", assertThrows(SQLException.class, () -> source.unwrap(null)).getSQLState());
  }

  @Test
  void aDatabaseThatAnotherProcessHasOpenIsRefusedWithItsPid() throws Exception {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                OpenDatabase.class.getName(),
                directory.resolve("app.kv").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = owner.inputReader(StandardCharsets.UTF_8);
        OutputStream end = owner.getOutputStream()) {
      assertEquals("open 0", said.readLine());
      SQLException e = assertThrows(SQLException.class, () -> connect(directory));
      assertInstanceOf(SQLTransientConnectionException.class, e);
      assertEquals("08001", e.getSQLState());
      assertTrue(e.getMessage().contains("pid " + owner.pid() + " "), e.getMessage());
      end.write('\n');
      end.flush();
      assertEquals("closed", said.readLine());
      connect(directory).close();
      assertEquals(0, owner.waitFor());
    } finally {
      owner.destroyForcibly();
    }
  }

  @Test
  void anInterruptedCallerGetsItsResultAndKeepsTheFlag() throws SQLException {
    try (Connection connection = connect(directory)) {
      Thread.currentThread().interrupt();
      execute(connection, "UPSERT INTO kv VALUES ('a', '1')");
      execute(connection, "BACKUP TO '" + directory.resolve("b") + "'");
      assertTrue(Thread.interrupted());
      assertEquals("a,1", query(connection, "SELECT * FROM kv").get(0));
    }
  }
}
