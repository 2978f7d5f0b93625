package dev.kedge.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final AtomicLong nanos = new AtomicLong();

  private String shown() {
    return screen.toString(UTF_8);
  }

  @Test
  void aBarShowsShareSpeedAndRestAndIsTakenAway() {
    try (Progress progress =
        new Progress("backing up", new PrintStream(screen, true, UTF_8), () -> false, nanos::get)) {
      nanos.set(2_000_000_000L);
      progress.progress(32 << 20, 128 << 20);
      assertEquals(
          "\r"
              + "\u001b[K\u001b[?7lbacking up  25 %  6 s left  16.0 MiB/s  32.0 MiB"
              + "  [#######.......................]\u001b[?7h",
          shown());
    }
    assertTrue(shown().endsWith("\r\u001b[K"));
  }

  @Test
  void itIsDrawnTenTimesASecondAtTheMost() {
    try (Progress progress =
        new Progress("checking", new PrintStream(screen, true, UTF_8), () -> false, nanos::get)) {
      nanos.set(99_999_999);
      progress.progress(1, 2);
      assertEquals("", shown());
    }
    assertEquals("", shown());
  }

  @Test
  void withoutATerminalItShowsNothingButStillCancels() {
    AtomicBoolean stopped = new AtomicBoolean();
    try (Progress progress = new Progress("shipping", null, stopped::get, nanos::get)) {
      nanos.set(2_000_000_000L);
      progress.progress(1, -1);
      assertFalse(progress.isCancelled());
      stopped.set(true);
      assertTrue(progress.isCancelled());
    }
  }
}
