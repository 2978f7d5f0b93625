package dev.kedge.samples.quickstart;

import dev.kedge.ProgressListener;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints the steps of the story, and at its end a table of what they moved in what time. */
final class Report implements AutoCloseable {

  private static final double MEGABYTE = 1e6;
  private static final String INDENT = "\n              ";

  private record Row(long bytes, Duration took) {
    Row plus(Row other) {
      return new Row(bytes + other.bytes, took.plus(other.took));
    }
  }

  private final long start = System.nanoTime();
  private final Progress progress = new Progress();
  private final Map<String, Row> rows = new LinkedHashMap<>();
  private int steps;

  /** Prints something that is no step. */
  void say(String text) {
    progress.clear();
    System.out.println(text);
  }

  /** Prints a step that is done. */
  void step(String name, String text) {
    steps++;
    say("%2d  %-8s  %s".formatted(steps, name, text.replace("\n", INDENT)));
  }

  /** Shows that something begins that takes a while, and gives who can be told how far it is. */
  ProgressListener progress(String what) {
    progress.begin(what);
    return progress;
  }

  /** Adds to a row of the table, or begins it. */
  void measure(String what, long bytes, Duration took) {
    rows.merge(what, new Row(bytes, took), Row::plus);
  }

  /** Prints the table and the end. */
  void end() {
    say("%n    %-24s %10s %10s %10s".formatted("", "MB", "seconds", "MB/s"));
    rows.forEach(this::print);
    say("%n    It took %.1f seconds, and nothing differed.".formatted(seconds(elapsed())));
  }

  private void print(String what, Row row) {
    double megabytes = row.bytes() / MEGABYTE;
    double seconds = seconds(row.took());
    say("    %-24s %10.1f %10.3f %10.0f".formatted(what, megabytes, seconds, megabytes / seconds));
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }

  /** Leaves no line that says something is under way, whatever happened. */
  @Override
  public void close() {
    progress.clear();
  }

  /** A number of bytes as text. */
  static String megabytes(long bytes) {
    return "%.1f MB".formatted(bytes / MEGABYTE);
  }

  /** A time as text. */
  static String millis(Duration time) {
    return "%.1f ms".formatted(1000 * seconds(time));
  }
}
