package dev.kedge.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Executor;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of every interface of java.sql that the driver implements gives a result or an
 * {@link SQLException} with a message; nothing else comes out of any, and nobody gets a state on
 * which a pool throws the connection away.
 */
class CompleteTest {

  /** Methods that end what others still need. */
  private static final List<String> LAST = List.of("close", "abort");

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
      assertNotEquals("0A000", sql.getSQLState(), method.toString());
      if (sql instanceof SQLFeatureNotSupportedException) {
        assertEquals(null, sql.getSQLState(), method.toString());
      }
    }
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
    if (type == int.class) {
      return 1;
    }
    if (type == long.class) {
      return 1L;
    }
    if (type == short.class) {
      return (short) 1;
    }
    if (type == byte.class) {
      return (byte) 1;
    }
    if (type == float.class) {
      return 1f;
    }
    if (type == double.class) {
      return 1d;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "key";
    }
    if (type == Class.class) {
      return String.class;
    }
    if (type == Properties.class) {
      return new Properties();
    }
    if (type == Executor.class) {
      return (Executor) Runnable::run;
    }
    return null;
  }
}
