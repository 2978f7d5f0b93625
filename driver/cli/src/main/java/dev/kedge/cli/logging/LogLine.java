package dev.kedge.cli.logging;

import dev.kedge.cli.console.OneLine;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;

/** A message as a line, with its reason in place of a stack trace. */
public final class LogLine extends Formatter {

  @Override
  public String format(LogRecord message) {
    String line =
        "%s %s: %s%s"
            .formatted(
                message.getInstant().truncatedTo(ChronoUnit.SECONDS),
                message.getLevel().getName().toLowerCase(Locale.ROOT),
                formatMessage(message),
                reasons(message.getThrown()));
    return OneLine.of(line) + System.lineSeparator();
  }

  private static String reasons(@Nullable Throwable thrown) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable one = thrown; one != null; one = one.getCause()) {
      String reason = one.getMessage() == null ? one.toString() : one.getMessage();
      if (reasons.indexOf(reason) < 0) {
        reasons.append(": ").append(reason);
      }
    }
    return reasons.toString();
  }
}
