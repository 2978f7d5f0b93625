package dev.kedge.cli;

import java.util.HexFormat;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a generation: 16 lower-case hexadecimal digits. */
final class GenerationConverter implements ITypeConverter<Long> {

  @Override
  public Long convert(String text) {
    if (!text.matches("[0-9a-f]{16}")) {
      throw new TypeConversionException(
          "'" + text + "' is no generation: write its 16 hexadecimal digits in lower case");
    }
    return HexFormat.fromHexDigitsToLong(text);
  }
}
