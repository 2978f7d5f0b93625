package dev.kedge.samples.quickstart;

import dev.kedge.ProgressListener;
import java.time.Duration;

/** Shows how far something is in a line that is written over and over, on a terminal only. */
final class Progress implements ProgressListener {

  private static final long INTERVAL_NANOS = Duration.ofMillis(100).toNanos();
  private static final String ERASE_LINE = "\r\u001b[K";

  private final boolean terminal = isTerminal();
  private String what = "";
  private long shownAt;
  private boolean visible;

  @SuppressWarnings("SystemConsoleNull") // with the property there is none in a pipe
  private static boolean isTerminal() {
    // JDK 22 to 24 have a console in a pipe, too, unless they are asked for the one of old.
    System.setProperty("jdk.console", "java.base");
    return System.console() != null;
  }

  /** Begins something that takes a while. */
  synchronized void begin(String newWhat) {
    clear();
    what = newWhat;
    shownAt = System.nanoTime();
    show("");
  }

  @Override
  public synchronized void progress(long bytesDone, long bytesTotal) {
    long now = System.nanoTime();
    if (bytesTotal > 0 && now - shownAt > INTERVAL_NANOS) {
      shownAt = now;
      show(100 * bytesDone / bytesTotal + " %");
    }
  }

  private void show(String howFar) {
    if (terminal) {
      visible = true;
      System.out.print(ERASE_LINE + "    " + what + " " + howFar);
      System.out.flush();
    }
  }

  /** Takes the line away. */
  synchronized void clear() {
    if (visible) {
      visible = false;
      System.out.print(ERASE_LINE);
    }
  }
}
