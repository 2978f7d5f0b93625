package dev.kedge.jdbc;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How times and sizes are written: in properties, and in options of the {@code kedge} command. */
public final class Quantities {

  private static final Pattern FORM = Pattern.compile("([0-9]+)([A-Za-z]*)");

  private static final Map<String, Duration> TIMES =
      Map.of(
          "MS", Duration.ofMillis(1),
          "S", Duration.ofSeconds(1),
          "MIN", Duration.ofMinutes(1),
          "H", Duration.ofHours(1),
          "D", Duration.ofDays(1));

  private static final Map<String, Long> SIZES =
      Map.of(
          "", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30, "KIB", 1L << 10, "MIB", 1L << 20,
          "GIB", 1L << 30);

  private Quantities() {}

  /**
   * Reads a time: a whole number and {@code ms}, {@code s}, {@code min}, {@code h} or {@code d},
   * such as {@code 500ms} or {@code 6h}, in upper or lower case.
   *
   * @return the time; empty if the text is none, or too long a time for a {@link Duration}
   */
  public static Optional<Duration> duration(String text) {
    Matcher matcher = FORM.matcher(text);
    Duration unit = matcher.matches() ? TIMES.get(unit(matcher)) : null;
    if (unit == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(unit.multipliedBy(number(matcher)));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads a number of bytes: a whole number, alone or with {@code KiB}, {@code MiB} or {@code GiB},
   * for short {@code K}, {@code M} or {@code G}, such as {@code 65536} or {@code 64KiB}, in upper
   * or lower case.
   *
   * @return the bytes; empty if the text is no number of bytes, or one of more than 63 bits
   */
  public static Optional<Long> bytes(String text) {
    Matcher matcher = FORM.matcher(text);
    Long unit = matcher.matches() ? SIZES.get(unit(matcher)) : null;
    if (unit == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Math.multiplyExact(number(matcher), unit));
    } catch (NumberFormatException | ArithmeticException e) {
      return Optional.empty();
    }
  }

  private static String unit(Matcher matcher) {
    return matcher.group(2).toUpperCase(Locale.ROOT);
  }

  private static long number(Matcher matcher) {
    return Long.parseLong(matcher.group(1));
  }
}
