package dev.kedge.jdbc.internal.result;

import static java.util.Map.entry;

import dev.kedge.jdbc.internal.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.UUID;

/** Gives a value as an object of the class that {@code getObject(column, class)} names. */
final class ObjectConversion {

  private static final Map<Class<?>, Conversion> CONVERSIONS =
      Map.ofEntries(
          entry(byte[].class, value -> Values.toBytes(value).clone()),
          entry(String.class, Values::toText),
          entry(Boolean.class, Values::toBoolean),
          entry(Byte.class, v -> (byte) Values.toWhole(v, Byte.MIN_VALUE, Byte.MAX_VALUE)),
          entry(Short.class, v -> (short) Values.toWhole(v, Short.MIN_VALUE, Short.MAX_VALUE)),
          entry(Integer.class, v -> (int) Values.toWhole(v, Integer.MIN_VALUE, Integer.MAX_VALUE)),
          entry(Long.class, value -> Values.toWhole(value, Long.MIN_VALUE, Long.MAX_VALUE)),
          entry(BigInteger.class, value -> Values.toDecimal(value).toBigInteger()),
          entry(Float.class, Values::toFloat),
          entry(Double.class, Values::toDouble),
          entry(BigDecimal.class, Values::toDecimal),
          entry(Instant.class, Values::toInstant),
          entry(OffsetDateTime.class, value -> Values.toInstant(value).atOffset(ZoneOffset.UTC)),
          entry(ZonedDateTime.class, value -> Values.toInstant(value).atZone(ZoneOffset.UTC)),
          entry(Timestamp.class, value -> SqlTimes.toTimestamp(value, null)),
          entry(LocalDateTime.class, Values::toDateTime),
          entry(LocalDate.class, Values::toDate),
          entry(Date.class, value -> SqlTimes.toDate(value, null)),
          entry(LocalTime.class, Values::toTime),
          entry(Time.class, value -> SqlTimes.toTime(value, null)),
          entry(UUID.class, ObjectConversion::toUuid));

  private ObjectConversion() {}

  static Object convert(Object value, Class<?> type) throws SQLException {
    Conversion conversion = CONVERSIONS.get(type);
    if (conversion != null) {
      return conversion.convert(value);
    }
    if (type.isInstance(value)) {
      return value;
    }
    throw SqlState.WRONG_TYPE.error("a value can't be given as " + type.getName());
  }

  private static UUID toUuid(Object value) throws SQLException {
    String text = Values.toText(value);
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw SqlState.WRONG_TYPE.error("\"" + text + "\" is no UUID", e);
    }
  }

  private interface Conversion {
    Object convert(Object value) throws SQLException;
  }
}
