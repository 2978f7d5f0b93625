package dev.kedge.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes, also in KiB, MiB or GiB: {@code 65536}, {@code 64K}, {@code 1G}. */
final class ByteSizeConverter implements ITypeConverter<Long> {

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMG]?)");
  private static final String UNITS = "KMG";

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (matcher.matches()) {
      int power = 10 * (matcher.group(2).isEmpty() ? 0 : UNITS.indexOf(matcher.group(2)) + 1);
      long number = Long.parseLong(matcher.group(1));
      if (number <= Long.MAX_VALUE >> power) {
        return number << power;
      }
    }
    throw new TypeConversionException("'" + text + "' is no number of bytes, such as 65536 or 64M");
  }
}
