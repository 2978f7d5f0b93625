package dev.kedge.cli.console;

import dev.kedge.ProgressListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A bar that shows how far an operation is, in one line that is written over and over. It also
 * hands on that the command has been asked to end.
 */
public final class Progress implements ProgressListener, AutoCloseable {

  private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();
  private static final double NANOS = 1e9;
  private static final double MIB = 1 << 20;
  private static final int WIDTH = 30;
  private static final String ERASE_LINE = "\r\u001b[K";

  // What is too long for the terminal is cut off there, not carried on in lines that stay.
  private static final String WRAP_OFF = "\u001b[?7l";
  private static final String WRAP_ON = "\u001b[?7h";

  private final String what;
  private final @Nullable PrintStream screen;
  private final BooleanSupplier stopped;
  private final LongSupplier nanoTime;
  private final long begin;
  private long shownAt;
  private boolean visible;

  /**
   * A bar.
   *
   * @param what what is being done
   * @param screen where it is shown, null for nowhere
   * @param stopped whether the operation is to be cancelled
   * @param nanoTime as {@link System#nanoTime}
   */
  Progress(
      String what, @Nullable PrintStream screen, BooleanSupplier stopped, LongSupplier nanoTime) {
    this.what = what;
    this.screen = screen;
    this.stopped = stopped;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
    this.shownAt = begin;
  }

  @Override
  public synchronized void progress(long bytesDone, long bytesTotal) {
    long now = nanoTime.getAsLong();
    if (screen != null && now - shownAt >= INTERVAL_NANOS) {
      shownAt = now;
      visible = true;
      String line = line(bytesDone, bytesTotal, (now - begin) / NANOS);
      screen.print(ERASE_LINE + WRAP_OFF + line + WRAP_ON);
      screen.flush();
    }
  }

  @Override
  public boolean isCancelled() {
    return stopped.getAsBoolean();
  }

  /** The shorter the terminal, the less there is to see: what matters most stands first. */
  private String line(long done, long total, double seconds) {
    double rate = done / seconds;
    String speed = String.format(Locale.ROOT, "%,.1f MiB/s  %,.1f MiB", rate / MIB, done / MIB);
    if (total <= 0) {
      return what + "  " + speed;
    }
    double share = Math.min(1, (double) done / total);
    int filled = (int) (share * WIDTH);
    String bar = "#".repeat(filled) + ".".repeat(WIDTH - filled);
    String left = done == 0 ? "" : Math.round(Math.max(0, total - done) / rate) + " s left  ";
    return String.format(
        Locale.ROOT, "%s  %d %%  %s%s  [%s]", what, (int) (share * 100), left, speed, bar);
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (visible && screen != null) {
      visible = false;
      screen.print(ERASE_LINE);
      screen.flush();
    }
  }
}
