package dev.kedge.jmx;

import java.util.Map;

/**
 * How far a long operation is, or how it ended.
 *
 * @param id its number, from 1 since the database was opened
 * @param kind what it does, such as {@code backup}
 * @param subject the name it was given, empty if it takes none
 * @param state {@code RUNNING}, {@code DONE}, {@code FAILED} or {@code CANCELLED}
 * @param phase what it is doing, {@code preparing}, {@code working} or {@code ended}
 * @param bytesDone bytes dealt with, -1 if it counts something else
 * @param bytesTotal bytes to deal with, -1 if unknown
 * @param percent 0 to 100, NaN if unknown
 * @param bytesPerSecond the rate since it began, NaN if unknown
 * @param etaSeconds how much longer it will take at that rate, NaN if unknown
 * @param started when it began, ISO-8601
 * @param seconds for how long it has run, or ran
 * @param error why it failed, empty if it did not
 * @param result what it did, in the words of the result in Java; empty until it is done
 */
public record OperationStatus(
    long id,
    String kind,
    String subject,
    String state,
    String phase,
    long bytesDone,
    long bytesTotal,
    double percent,
    double bytesPerSecond,
    double etaSeconds,
    String started,
    double seconds,
    String error,
    Map<String, String> result) {

  /** The state of an operation that has not ended. */
  public static final String RUNNING = "RUNNING";

  /** The state of one that did what it should. */
  public static final String DONE = "DONE";

  /** The state of one that failed. */
  public static final String FAILED = "FAILED";

  /** The state of one that was cancelled. */
  public static final String CANCELLED = "CANCELLED";

  /** Copies the map. */
  public OperationStatus {
    result = Map.copyOf(result);
  }

  /**
   * The result as Java has it.
   *
   * @param type what the method returns that does the same in Java, such as {@link
   *     dev.kedge.BackupResult}
   * @throws dev.kedge.KedgeException if it is none, as when the process has another version of
   *     Kedge
   */
  public <R extends Record> R resultAs(Class<R> type) {
    return ResultReader.read(type, result);
  }
}
