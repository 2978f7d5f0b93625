package dev.kedge.cli;

import dev.kedge.jdbc.Quantities;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes as the driver's properties have it: {@code 65536}, {@code 64KiB}. */
final class ByteSizeConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    return Quantities.bytes(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is no number of bytes, such as 65536 or 64M"));
  }
}
