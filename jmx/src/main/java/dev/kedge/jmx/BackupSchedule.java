package dev.kedge.jmx;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When backups are made by themselves, and how long they are kept. Immutable.
 *
 * @param when as it was written
 * @param rhythm what that means
 * @param compressed whether they are compressed
 * @param keepCount how many are kept, at least 1
 * @param keepFor for how long they are kept whatever their number
 */
record BackupSchedule(
    String when, Rhythm rhythm, boolean compressed, int keepCount, Duration keepFor) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Pattern EVERY = Pattern.compile("every (\\d{1,6})([mhd])");
  private static final Pattern AT =
      Pattern.compile("at (\\d{2}:\\d{2})(?: on ([A-Z]{3}(?:,[A-Z]{3})*))?");
  private static final double SECONDS_PER_DAY = 86_400;
  private static final double MOST_DAYS = 36_500;

  /** The next time after one. */
  @FunctionalInterface
  interface Rhythm {
    Instant next(Instant after);
  }

  /**
   * Reads a schedule.
   *
   * @param when {@code every 30m}, {@code every 6h}, {@code every 1d}, {@code at 03:00}, or {@code
   *     at 03:00 on SUN,WED}, in UTC
   * @throws IllegalArgumentException if it is something else, or a number is out of its range
   */
  static BackupSchedule parse(String when, boolean compressed, int keepCount, double keepDays) {
    if (keepCount < 1) {
      throw new IllegalArgumentException("keepCount is " + keepCount + " and must be at least 1");
    }
    if (!(keepDays >= 0 && keepDays <= MOST_DAYS)) {
      throw new IllegalArgumentException(
          "keepDays is " + keepDays + " and must be from 0 to 36500");
    }
    Duration keepFor = Duration.ofSeconds((long) (keepDays * SECONDS_PER_DAY));
    return new BackupSchedule(when, rhythm(when), compressed, keepCount, keepFor);
  }

  private static Rhythm rhythm(String when) {
    Matcher every = EVERY.matcher(when);
    if (every.matches()) {
      Duration interval = interval(Long.parseLong(every.group(1)), every.group(2));
      if (interval.compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException("a schedule is at least one minute apart: " + when);
      }
      return after -> after.plus(interval);
    }
    Matcher at = AT.matcher(when);
    if (at.matches()) {
      return daily(time(when, at.group(1)), days(when, at.group(2)));
    }
    throw malformed(when);
  }

  private static Duration interval(long count, String unit) {
    return switch (unit) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static LocalTime time(String when, String text) {
    try {
      return LocalTime.parse(text);
    } catch (DateTimeException e) {
      throw malformed(when);
    }
  }

  private static Set<DayOfWeek> days(String when, String text) {
    if (text == null) {
      return EnumSet.allOf(DayOfWeek.class);
    }
    Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
    for (String word : text.split(",", -1)) {
      days.add(day(when, word));
    }
    return days;
  }

  private static DayOfWeek day(String when, String word) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (day.name().toUpperCase(Locale.ROOT).startsWith(word)) {
        return day;
      }
    }
    throw malformed(when);
  }

  private static Rhythm daily(LocalTime time, Set<DayOfWeek> days) {
    return after -> {
      LocalDate date = LocalDate.ofInstant(after, ZoneOffset.UTC);
      while (true) {
        Instant candidate = date.atTime(time).toInstant(ZoneOffset.UTC);
        if (days.contains(date.getDayOfWeek()) && candidate.isAfter(after)) {
          return candidate;
        }
        date = date.plusDays(1);
      }
    };
  }

  private static IllegalArgumentException malformed(String when) {
    return new IllegalArgumentException(
        "'"
            + when
            + "' is no schedule: write 'every 30m', 'every 6h', 'every 1d', 'at 03:00' or 'at 03:00"
            + " on SUN,WED', in UTC");
  }
}
