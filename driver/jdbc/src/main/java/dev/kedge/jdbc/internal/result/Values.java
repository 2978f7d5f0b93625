package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlState;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Between Java's types and what the database has, which is bytes: text is UTF-8, everything else is
 * its usual text, such as {@code 42}, {@code true} or {@code 2026-01-31T12:00:00Z}. The same rules
 * hold for parameters on the way in and for columns on the way out.
 */
public final class Values {

  /** Classes whose {@code toString} is the text they stand for. */
  private static final Set<Class<?>> PLAIN =
      Set.of(
          String.class,
          Character.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          BigInteger.class,
          Boolean.class,
          UUID.class,
          Instant.class,
          LocalDate.class);

  /** What floating-point numbers can be that no decimal is. */
  private static final Map<String, Double> NO_DECIMALS =
      Map.of(
          "NaN", Double.NaN,
          "Infinity", Double.POSITIVE_INFINITY,
          "-Infinity", Double.NEGATIVE_INFINITY);

  /** Zeros that a number may have without writing them: a few characters could ask for more. */
  private static final int MOST_ZEROS = 10_000;

  private Values() {}

  /** The bytes of a value; the array is not copied. */
  public static byte[] toBytes(Object value) throws SQLException {
    return value instanceof byte[] bytes ? bytes : encode(toText(value));
  }

  private static byte[] encode(String text) throws SQLException {
    requireWhole(text, "the text");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Refuses text with half of a surrogate pair in it. UTF-8 has no bytes for that, and what Java
   * puts there instead, a question mark, would make different keys the same.
   *
   * @param what the text, for people
   */
  public static void requireWhole(String text, String what) throws SQLException {
    int half = halfPair(text);
    if (half >= 0) {
      throw SqlState.WRONG_TYPE.error(
          what
              + " has half of a surrogate pair at character "
              + (half + 1)
              + ", which is no text: give the whole pair, or bytes");
    }
  }

  /** Where half of a surrogate pair stands, from 0; -1 if nowhere. */
  private static int halfPair(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean whole = i + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(i + 1));
        if (!whole) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** A value as text; bytes that are not UTF-8 as the literal that stands for them, X'00ff'. */
  public static String toText(Object value) throws SQLException {
    if (value instanceof byte[] bytes) {
      return decode(bytes);
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.toPlainString();
    }
    if (value instanceof Timestamp timestamp) {
      return timestamp.toInstant().toString();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof ZonedDateTime time) {
      return time.toInstant().toString();
    }
    if (value instanceof Date date) {
      return date.toLocalDate().toString();
    }
    if (value instanceof Time time) {
      return toText(time.toLocalTime());
    }
    if (value instanceof LocalTime time) {
      return DateTimeFormatter.ISO_LOCAL_TIME.format(time); // with seconds, even if there are none
    }
    if (value instanceof LocalDateTime time) {
      return DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time);
    }
    if (PLAIN.contains(value.getClass())) {
      return value.toString();
    }
    throw SqlState.WRONG_TYPE.error(
        "a value of " + value.getClass().getName() + " can't be stored: give text or bytes");
  }

  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "X'" + HexFormat.of().formatHex(bytes) + "'";
    }
  }

  /** A value as a number. */
  public static BigDecimal toDecimal(Object value) throws SQLException {
    if (value instanceof Long || value instanceof Integer || value instanceof Short) {
      return BigDecimal.valueOf(((Number) value).longValue());
    }
    if (value instanceof Boolean flag) {
      return flag ? BigDecimal.ONE : BigDecimal.ZERO;
    }
    String text = toText(value).trim();
    try {
      BigDecimal number = new BigDecimal(text);
      if (Math.abs((long) number.scale()) > Math.max(text.length(), MOST_ZEROS)) {
        throw wrong(text, "a number of a size that can be dealt with", null);
      }
      return number;
    } catch (NumberFormatException e) {
      throw wrong(text, "a number", e);
    }
  }

  /** A value as a floating-point number, which may be NaN or infinite. */
  public static double toDouble(Object value) throws SQLException {
    Double known = NO_DECIMALS.get(toText(value).trim());
    return known == null ? toDecimal(value).doubleValue() : known;
  }

  /** As {@link #toDouble}, rounded once only. */
  public static float toFloat(Object value) throws SQLException {
    Double known = NO_DECIMALS.get(toText(value).trim());
    return known == null ? toDecimal(value).floatValue() : known.floatValue();
  }

  /**
   * A value as a whole number within bounds; a fraction is cut off.
   *
   * @throws SQLException if it is no number, or outside the bounds
   */
  public static long toWhole(Object value, long least, long most) throws SQLException {
    BigDecimal number = toDecimal(value);
    boolean fits =
        number.compareTo(BigDecimal.valueOf(least)) >= 0
            && number.compareTo(BigDecimal.valueOf(most)) <= 0;
    if (!fits) {
      throw SqlState.BAD_VALUE.error(
          number + " is not from " + least + " to " + most + ": ask for a wider type");
    }
    return number.longValue();
  }

  /** A value as yes or no: true, 1, false or 0. */
  public static boolean toBoolean(Object value) throws SQLException {
    String text = toText(value).trim().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "true", "1" -> true;
      case "false", "0" -> false;
      default -> throw wrong(text, "true or false", null);
    };
  }

  /** A value as an instant: ISO-8601 with Z or an offset. */
  public static Instant toInstant(Object value) throws SQLException {
    String text = toText(value).trim();
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw wrong(text, "an instant such as 2026-01-31T12:00:00Z", e);
    }
  }

  /**
   * A value as an instant: as it is, or a date and time of day without an offset, which is then in
   * the zone.
   */
  public static Instant toInstant(Object value, ZoneId zone) throws SQLException {
    Object time = toTimestamp(value);
    return time instanceof LocalDateTime local ? local.atZone(zone).toInstant() : (Instant) time;
  }

  /** A value as a date and time of day: {@code 2026-01-31T12:00:00}, or an instant's in UTC. */
  public static LocalDateTime toDateTime(Object value) throws SQLException {
    Object time = toTimestamp(value);
    return time instanceof Instant instant
        ? LocalDateTime.ofInstant(instant, ZoneOffset.UTC)
        : (LocalDateTime) time;
  }

  /** A value as an {@link Instant}, or as a {@link LocalDateTime} if it has no offset. */
  public static Object toTimestamp(Object value) throws SQLException {
    String text = toText(value).trim();
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text, OffsetDateTime::from, LocalDateTime::from);
      return time instanceof OffsetDateTime instant ? instant.toInstant() : time;
    } catch (DateTimeException e) {
      throw wrong(text, "a date and time such as 2026-01-31T12:00:00, with Z or without", e);
    }
  }

  /** A value as a date: {@code 2026-01-31}, or that of a date and time of day, or of an instant. */
  public static LocalDate toDate(Object value) throws SQLException {
    String text = toText(value).trim();
    if (text.indexOf('T') >= 0) {
      return toDateTime(text).toLocalDate();
    }
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw wrong(text, "a date such as 2026-01-31", e);
    }
  }

  /** A value as a time of day: {@code 12:00:00}, or that of a date and time, or of an instant. */
  public static LocalTime toTime(Object value) throws SQLException {
    String text = toText(value).trim();
    if (text.indexOf('T') >= 0) {
      return toDateTime(text).toLocalTime();
    }
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw wrong(text, "a time such as 12:00:00", e);
    }
  }

  /** Text of ASCII, which others must not take for something else. */
  public static String fromAscii(byte[] bytes) throws SQLException {
    for (byte one : bytes) {
      if (one < 0) {
        throw wrong(toText(bytes), "ASCII", null);
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /** A value as text of ASCII. */
  public static byte[] toAscii(Object value) throws SQLException {
    byte[] bytes = encode(toText(value));
    fromAscii(bytes);
    return bytes;
  }

  private static SQLException wrong(String text, String what, @Nullable Exception cause) {
    String shown = text.length() > 60 ? text.substring(0, 60) + "…" : text;
    return SqlState.WRONG_TYPE.error("\"" + shown + "\" is not " + what, cause);
  }
}
