package dev.kedge.cli;

import dev.kedge.cli.OwnerOptions.HostPort;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a process listens: {@code db1:9999}, {@code [::1]:9999}. */
final class HostPortConverter implements ITypeConverter<HostPort> {

  private static final Pattern FORM = Pattern.compile("(\\[[^]]+]|[^:\\s]+):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  @Override
  public HostPort convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      int port = Integer.parseInt(matcher.group(2));
      if (port > 0 && port <= MAX_PORT) {
        return new HostPort(matcher.group(1).replaceAll("[\\[\\]]", ""), port);
      }
    }
    throw new TypeConversionException(
        "'" + text + "' is no host and port, such as db1.example.org:9999");
  }
}
