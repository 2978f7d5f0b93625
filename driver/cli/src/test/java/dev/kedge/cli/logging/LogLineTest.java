package dev.kedge.cli.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogLineTest {

  private static String line(String message, @Nullable Throwable thrown) {
    LogRecord logged = new LogRecord(Level.WARNING, message);
    logged.setInstant(Instant.parse("2026-01-31T12:00:00.5Z"));
    logged.setThrown(thrown);
    return new LogLine().format(logged);
  }

  @Test
  void aMessageIsALineWithItsReasonAndWithoutAStackTrace() {
    IOException cause = new IOException("No space left on device");
    assertEquals(
        "2026-01-31T12:00:00Z warning: a.kv: it failed: can't be written: No space left on device"
            + System.lineSeparator(),
        line("a.kv: it failed", new IllegalStateException("can't be written", cause)));
    assertEquals(
        "2026-01-31T12:00:00Z warning: a\\nb" + System.lineSeparator(), line("a\nb", null));
  }
}
