package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Calendar;
import org.jspecify.annotations.Nullable;

/**
 * Between the dates and times of {@code java.sql}, which are instants, and those that are stored. A
 * calendar tells by its zone which date or time of day an instant is, and the zone of this JVM
 * without one.
 */
public final class SqlTimes {

  private SqlTimes() {}

  /** The date that an instant is in the zone of a calendar. */
  public static LocalDate date(Date instant, Calendar calendar) {
    return in(calendar, instant).toLocalDate();
  }

  /** The time of day that an instant is in the zone of a calendar. */
  public static LocalTime time(Time instant, Calendar calendar) {
    return in(calendar, instant).toLocalTime();
  }

  private static ZonedDateTime in(Calendar calendar, java.util.Date instant) {
    Calendar own = (Calendar) calendar.clone();
    own.setTime(instant);
    return own.toInstant().atZone(zone(calendar));
  }

  private static ZoneId zone(@Nullable Calendar calendar) {
    return calendar == null ? ZoneId.systemDefault() : calendar.getTimeZone().toZoneId();
  }

  /** A value as a date. */
  static Date toDate(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalDate date = Values.toDate(value);
    return calendar == null
        ? Date.valueOf(date)
        : new Date(date.atStartOfDay(zone(calendar)).toInstant().toEpochMilli());
  }

  /** A value as a time of day. */
  static Time toTime(Object value, @Nullable Calendar calendar) throws SQLException {
    LocalTime time = Values.toTime(value);
    return calendar == null
        ? Time.valueOf(time)
        : new Time(time.atDate(LocalDate.EPOCH).atZone(zone(calendar)).toInstant().toEpochMilli());
  }

  /** A value as a timestamp. An instant that was stored needs no calendar. */
  static Timestamp toTimestamp(Object value, @Nullable Calendar calendar) throws SQLException {
    Instant instant = Values.toInstant(value, zone(calendar));
    try {
      return Timestamp.from(instant);
    } catch (IllegalArgumentException e) {
      throw SqlState.WRONG_TYPE.error(instant + " is too far away for a Timestamp", e);
    }
  }
}
