package dev.kedge.jdbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Date;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLType;
import java.sql.Statement;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How values of Java's types are stored, and read back. */
class TypesTest {

  @TempDir Path directory;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = Databases.connect(directory);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  /** Sets the one parameter. */
  private interface Setter {
    void set(PreparedStatement put) throws SQLException;
  }

  /** Reads the one column. */
  private interface Getter {
    Object get(ResultSet row) throws SQLException;
  }

  /** What is stored, as text. */
  private String stored(Setter setter) throws SQLException {
    try (PreparedStatement put = connection.prepareStatement("UPSERT INTO kv VALUES ('k', ?)")) {
      setter.set(put);
      put.executeUpdate();
    }
    return (String) read(row -> row.getString(1));
  }

  private Object read(Getter getter) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT value FROM kv")) {
      assertTrue(row.next());
      return getter.get(row);
    }
  }

  private void assertRefused(String state, Setter setter) {
    SQLException e = assertThrows(SQLException.class, () -> stored(setter));
    assertEquals(state, e.getSQLState(), e.getMessage());
  }

  private void assertUnreadable(Getter getter) {
    SQLException e = assertThrows(SQLException.class, () -> read(getter));
    assertEquals("22018", e.getSQLState(), e.getMessage());
  }

  private static Calendar calendar(String zone) {
    return Calendar.getInstance(TimeZone.getTimeZone(zone));
  }

  @Test
  void aDateAndTimeOfDayHasNoZoneUntilATimestampIsAskedFor() throws SQLException {
    LocalDateTime noon = LocalDateTime.of(2026, 1, 31, 12, 0);
    assertEquals("2026-01-31T12:00:00", stored(put -> put.setObject(1, noon)));
    assertEquals(noon, read(row -> row.getObject(1, LocalDateTime.class)));
    assertEquals(Date.valueOf("2026-01-31"), read(row -> row.getDate(1)));
    assertEquals(Time.valueOf("12:00:00"), read(row -> row.getTime(1)));
    assertEquals(Timestamp.valueOf(noon), read(row -> row.getTimestamp(1)));
    assertEquals(Timestamp.valueOf(noon), read(row -> row.getObject(1, Timestamp.class)));
    assertEquals(
        Timestamp.from(Instant.parse("2026-01-31T10:00:00Z")),
        read(row -> row.getTimestamp(1, calendar("GMT+2"))));
    assertUnreadable(row -> row.getObject(1, Instant.class));
  }

  @Test
  void anInstantIsReadAsTheDateAndTimeThatItIsInUtc() throws SQLException {
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    assertEquals(
        "2026-01-31T12:00:00Z",
        stored(put -> put.setTimestamp(1, Timestamp.from(noon), calendar("GMT+2"))));
    assertEquals(
        LocalDateTime.of(2026, 1, 31, 12, 0), read(row -> row.getObject(1, LocalDateTime.class)));
    assertEquals(LocalTime.NOON, read(row -> row.getObject(1, LocalTime.class)));
    assertEquals(LocalDate.of(2026, 1, 31), read(row -> row.getObject(1, LocalDate.class)));
    assertEquals(noon, read(row -> row.getTimestamp(1, calendar("GMT+2")).toInstant()));
  }

  @Test
  void aTimeInAZoneIsStoredAsItsInstantAndReadInUtc() throws SQLException {
    ZonedDateTime noon = ZonedDateTime.of(2026, 1, 31, 12, 0, 0, 0, ZoneId.of("Europe/Vienna"));
    assertEquals("2026-01-31T11:00:00Z", stored(put -> put.setObject(1, noon)));
    assertEquals(
        noon.withZoneSameInstant(ZoneOffset.UTC),
        read(row -> row.getObject(1, ZonedDateTime.class)));
  }

  @Test
  void aTimeOfDayIsStoredWithItsSeconds() throws SQLException {
    assertEquals("12:00:00", stored(put -> put.setTime(1, Time.valueOf("12:00:00"))));
    assertEquals(Time.valueOf("12:00:00"), read(row -> row.getTime(1)));
    assertEquals("12:00:00", stored(put -> put.setObject(1, LocalTime.NOON)));
    assertEquals(LocalTime.NOON, read(row -> row.getObject(1, LocalTime.class)));
  }

  @Test
  void aCalendarTellsWhichDateAndTimeOfDayAnInstantIs() throws SQLException {
    Instant midnight = Instant.parse("2026-01-31T00:00:00Z");
    Date date = new Date(midnight.toEpochMilli());
    assertEquals("2026-01-31", stored(put -> put.setDate(1, date, calendar("GMT"))));
    assertEquals(date, read(row -> row.getDate(1, calendar("GMT"))));
    assertEquals("2026-01-30", stored(put -> put.setDate(1, date, calendar("GMT-2"))));
    Time time = new Time(0);
    assertEquals("00:00:00", stored(put -> put.setTime(1, time, calendar("GMT"))));
    assertEquals(time, read(row -> row.getTime(1, calendar("GMT"))));
    assertEquals("22:00:00", stored(put -> put.setTime(1, time, calendar("GMT-2"))));
    assertRefused("23502", put -> put.setTime(1, null, calendar("GMT")));
    assertEquals("2026-01-31", stored(put -> put.setDate(1, Date.valueOf("2026-01-31"), null)));
  }

  @Test
  void whatIsNoDecimalIsAFloatingPointNumberStill() throws SQLException {
    for (double number :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.5}) {
      stored(put -> put.setDouble(1, number));
      assertEquals(number, read(row -> row.getDouble(1)));
      assertEquals((float) number, read(row -> row.getFloat(1)));
      assertEquals(number, read(row -> row.getObject(1, Double.class)));
    }
    stored(put -> put.setFloat(1, Float.NaN));
    assertUnreadable(row -> row.getBigDecimal(1));
    assertUnreadable(row -> row.getInt(1));
  }

  @Test
  void aNumberThatNoMemoryHoldsIsRefused() throws SQLException {
    for (String huge : new String[] {"1e1000000000", "-1E-1000000000", "0e2000000000"}) {
      stored(put -> put.setString(1, huge));
      assertUnreadable(row -> row.getObject(1, BigInteger.class));
      assertUnreadable(row -> row.getLong(1));
      assertUnreadable(row -> row.getBigDecimal(1));
    }
    stored(put -> put.setString(1, "1e300"));
    assertEquals(BigInteger.TEN.pow(300), read(row -> row.getObject(1, BigInteger.class)));
  }

  @Test
  void aByteIsReadAsAnObject() throws SQLException {
    assertEquals("-7", stored(put -> put.setByte(1, (byte) -7)));
    assertEquals((byte) -7, read(row -> row.getObject(1, Byte.class)));
  }

  @Test
  void anObjectIsConvertedToTheTypeThatIsNamed() throws SQLException {
    assertEquals("1", stored(put -> put.setObject(1, true, Types.INTEGER)));
    assertEquals("2", stored(put -> put.setObject(1, 2.7, Types.INTEGER)));
    assertEquals("12", stored(put -> put.setObject(1, " 12 ", Types.BIGINT)));
    assertEquals("true", stored(put -> put.setObject(1, 1, Types.BOOLEAN)));
    assertEquals("0.5", stored(put -> put.setObject(1, "0.50", Types.DOUBLE)));
    assertEquals("2.345", stored(put -> put.setObject(1, 2.345, Types.DECIMAL)));
    assertEquals("2.35", stored(put -> put.setObject(1, 2.345, Types.DECIMAL, 2)));
    assertEquals("7", stored(put -> put.setObject(1, 7, JDBCType.VARCHAR)));
    assertEquals("8.0", stored(put -> put.setObject(1, new BigDecimal(8), JDBCType.NUMERIC, 1)));
    assertEquals("12:00:00", stored(put -> put.setObject(1, "12:00", Types.TIME)));
    Instant noon = Instant.parse("2026-01-31T12:00:00Z");
    assertEquals("2026-01-31", stored(put -> put.setObject(1, noon, Types.DATE)));
    assertEquals(noon.toString(), stored(put -> put.setObject(1, noon, Types.TIMESTAMP)));
    assertEquals(
        "2026-01-31T12:00:00",
        stored(put -> put.setObject(1, "2026-01-31T12:00", Types.TIMESTAMP)));
    assertRefused("23502", put -> put.setObject(1, null, Types.INTEGER));
  }

  @Test
  void whatIsNotOfTheNamedTypeIsRefused() {
    assertRefused("22018", put -> put.setObject(1, "x", Types.INTEGER));
    assertRefused("22018", put -> put.setObject(1, "yesterday", Types.TIMESTAMP));
    assertRefused("22023", put -> put.setObject(1, 300, Types.TINYINT));
    assertRefused("22023", put -> put.setObject(1, 1, 4711));
    assertThrows(
        SQLFeatureNotSupportedException.class,
        () -> stored(put -> put.setObject(1, new byte[1], Types.BLOB)));
    SQLType other = null;
    assertThrows(
        SQLFeatureNotSupportedException.class, () -> stored(put -> put.setObject(1, 1, other)));
  }

  @Test
  void whatIsNotAsciiIsNoAsciiStream() throws SQLException {
    assertEquals(
        "abc",
        stored(put -> put.setAsciiStream(1, new ByteArrayInputStream(Databases.bytes("abc")))));
    assertRefused(
        "22018",
        put -> put.setAsciiStream(1, new ByteArrayInputStream(Databases.bytes("a\u00e4"))));
    stored(put -> put.setString(1, "a\u00e4"));
    assertUnreadable(row -> row.getAsciiStream(1));
  }
}
