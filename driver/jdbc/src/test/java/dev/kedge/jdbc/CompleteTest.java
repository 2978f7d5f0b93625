package dev.kedge.jdbc;

import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.kedge.jdbc.internal.error.SqlState;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Date;
import java.sql.Driver;
import java.sql.JDBCType;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of every interface of java.sql that the driver implements gives a result or an
 * {@link SQLException} with a message and a state of the driver's; nothing else comes out of any.
 * What is not supported has no state, and nobody gets one on which a pool throws the connection
 * away.
 */
class CompleteTest {

  /** Methods that end what others still need. */
  private static final List<String> LAST = List.of("close", "abort");

  /** States on which HikariCP throws a connection away, besides those of class 08. */
  private static final Set<String> EVICTING =
      Set.of("0A000", "57P01", "57P02", "57P03", "01002", "JZ0C0", "JZ0C1");

  private static final Set<String> KNOWN =
      Arrays.stream(SqlState.values()).map(SqlState::code).collect(Collectors.toSet());

  /** What is passed, for each type of a parameter; null for the others. */
  private static final Map<Class<?>, Supplier<Object>> ARGUMENTS =
      Map.ofEntries(
          entry(int.class, () -> 1),
          entry(long.class, () -> 1L),
          entry(short.class, () -> (short) 1),
          entry(byte.class, () -> (byte) 1),
          entry(float.class, () -> 1f),
          entry(double.class, () -> 1d),
          entry(boolean.class, () -> true),
          entry(String.class, () -> "key"),
          entry(Object.class, () -> "object"),
          entry(Class.class, () -> String.class),
          entry(byte[].class, () -> new byte[] {1}),
          entry(int[].class, () -> new int[] {1}),
          entry(String[].class, () -> new String[] {"key"}),
          entry(BigDecimal.class, () -> BigDecimal.ONE),
          entry(Calendar.class, () -> Calendar.getInstance(TimeZone.getTimeZone("GMT"))),
          entry(Date.class, () -> Date.valueOf("2026-01-31")),
          entry(Time.class, () -> Time.valueOf("12:00:00")),
          entry(Timestamp.class, () -> Timestamp.from(Instant.EPOCH)),
          entry(InputStream.class, () -> new ByteArrayInputStream(new byte[] {'x'})),
          entry(Reader.class, () -> new StringReader("x")),
          entry(SQLType.class, () -> JDBCType.VARCHAR),
          entry(Map.class, Map::of),
          entry(Properties.class, Properties::new),
          entry(Executor.class, () -> (Executor) Runnable::run));

  @TempDir Path directory;
  private Connection connection;
  private int called;

  @BeforeEach
  void open() throws SQLException {
    connection = Databases.connect(directory);
    Databases.fill(connection, 3);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  @Test
  void everyMethodOfAConnection() throws Exception {
    callAll(Connection.class, connection);
    assertEquals(countOf(Connection.class), called);
  }

  @Test
  void everyMethodOfAStatement() throws Exception {
    callAll(Statement.class, connection.createStatement());
    assertEquals(countOf(Statement.class), called);
  }

  @Test
  void everyMethodOfAPreparedStatement() throws Exception {
    callAll(PreparedStatement.class, connection.prepareStatement("UPSERT INTO kv VALUES (?, ?)"));
    assertEquals(countOf(PreparedStatement.class), called);
  }

  @Test
  void everyMethodOfAResultSet() throws Exception {
    ResultSet rows = connection.createStatement().executeQuery("SELECT * FROM kv");
    assertTrue(rows.next());
    callAll(ResultSet.class, rows);
    assertEquals(countOf(ResultSet.class), called);
  }

  @Test
  void everyMethodOfTheDescriptions() throws Exception {
    PreparedStatement select = connection.prepareStatement("SELECT * FROM kv WHERE key = ?");
    callAll(ResultSetMetaData.class, select.getMetaData());
    callAll(ParameterMetaData.class, select.getParameterMetaData());
    assertEquals(countOf(ResultSetMetaData.class) + countOf(ParameterMetaData.class), called);
  }

  @Test
  void everyMethodOfTheDriverAndTheDataSource() throws Exception {
    callAll(Driver.class, new KedgeDriver());
    callAll(DataSource.class, new KedgeDataSource());
    assertEquals(countOf(Driver.class) + countOf(DataSource.class), called);
  }

  @Test
  void metaDataNeverThrowsWhateverItIsAsked() throws Exception {
    DatabaseMetaData metaData = connection.getMetaData();
    for (Method method : methods(DatabaseMetaData.class)) {
      if (!method.getName().equals("unwrap")) {
        method.invoke(metaData, arguments(method));
        method.invoke(metaData, nulls(method));
        called++;
      }
    }
    assertEquals(countOf(DatabaseMetaData.class) - 1, called);
    connection.setReadOnly(true);
    connection.close();
    assertTrue(metaData.isReadOnly());
  }

  private static int countOf(Class<?> type) {
    return methods(type).size();
  }

  private static List<Method> methods(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .sorted(
            Comparator.comparing((Method method) -> LAST.contains(method.getName()))
                .thenComparing(Method::toString))
        .toList();
  }

  private void callAll(Class<?> type, Object target) throws Exception {
    for (Method method : methods(type)) {
      called++;
      call(method, target, arguments(method));
    }
  }

  private static void call(Method method, Object target, Object[] arguments) throws Exception {
    try {
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof SQLException sql)) {
        fail(method + " threw", e.getCause());
        return;
      }
      assertFalse(String.valueOf(sql.getMessage()).isBlank(), method.toString());
      if (sql instanceof SQLFeatureNotSupportedException) {
        assertNull(sql.getSQLState(), method.toString());
      } else {
        assertKept(method, sql.getSQLState(), target);
      }
    }
  }

  /** Looks for the state of an error that is no reason to throw a connection away. */
  private static void assertKept(Method method, String state, Object target) {
    assertTrue(KNOWN.contains(state), method + " gave " + state);
    assertFalse(EVICTING.contains(state), method + " gave " + state);
    // A data source has no connection yet.
    assertTrue(target instanceof DataSource || !state.startsWith("08"), method + " gave " + state);
  }

  private static Object[] nulls(Method method) {
    Object[] arguments = arguments(method);
    for (int i = 0; i < arguments.length; i++) {
      if (!method.getParameterTypes()[i].isPrimitive()
          && !method.getName().equals("isWrapperFor")) {
        arguments[i] = null;
      }
    }
    return arguments;
  }

  private static Object[] arguments(Method method) {
    return Arrays.stream(method.getParameterTypes()).map(CompleteTest::argument).toArray();
  }

  private static Object argument(Class<?> type) {
    Supplier<Object> argument = ARGUMENTS.get(type);
    return argument == null ? null : argument.get();
  }
}
