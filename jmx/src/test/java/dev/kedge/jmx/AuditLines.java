package dev.kedge.jmx;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The lines of the audit, from its making to its closing. */
final class AuditLines extends Handler implements AutoCloseable {

  private static final Logger AUDIT = Logger.getLogger("dev.kedge.audit");

  private final List<String> lines = new CopyOnWriteArrayList<>();

  AuditLines() {
    AUDIT.addHandler(this);
  }

  /** Whether there is a line with all these words. */
  boolean has(String... words) {
    return lines.stream().anyMatch(line -> List.of(words).stream().allMatch(line::contains));
  }

  @Override
  public void publish(LogRecord line) {
    lines.add(line.getMessage());
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    AUDIT.removeHandler(this);
  }

  @Override
  public String toString() {
    return lines.toString();
  }
}
