package dev.kedge.cli;

import dev.kedge.jdbc.Quantities;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as the driver's properties have it: {@code 500ms}, {@code 1s}, {@code 6h}. */
final class DurationConverter implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    return Quantities.duration(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no time in ms, s, min, h or d, such as 500ms or 6h"));
  }
}
