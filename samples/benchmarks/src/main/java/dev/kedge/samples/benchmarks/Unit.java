package dev.kedge.samples.benchmarks;

/** What a figure counts, and how it is printed. */
public enum Unit {
  PER_SECOND("%,.0f/s"),
  MILLIONS_PER_SECOND("%.2f M/s"),
  MB_PER_SECOND("%,.0f MB/s"),
  MB("%,.1f MB"),
  SECONDS("%.2f s"),
  MILLIS("%.2f ms"),
  TIMES("%.2f ×"),
  COUNT("%,.0f");

  private final String format;

  Unit(String format) {
    this.format = format;
  }

  /** A figure with its unit; a dash if there is none. */
  public String print(double figure) {
    return Double.isFinite(figure) ? format.formatted(figure) : "–";
  }
}
