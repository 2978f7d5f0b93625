package dev.kedge.jmx;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A long operation from its beginning to its end. The thread that does it tells progress; any
 * thread may ask how far it is or cancel it.
 */
final class RunningOperation implements OperationProgress {

  private static final long TELL_NANOS = 1_000_000_000;
  private static final int WHOLE = 100;
  private static final long UNKNOWN = -1;

  private final long id;
  private final String kind;
  private final String subject;
  private final Time time;
  private final Consumer<OperationStatus> onChange;
  private final Instant started;
  private final long startNanos;
  private volatile boolean cancelled;
  private String state = OperationStatus.RUNNING;
  private String phase = "preparing";
  private boolean inBytes = true;
  private long done;
  private long total = UNKNOWN;
  private double seconds;
  private String error = "";
  private Map<String, String> result = Map.of();
  private @Nullable Long toldNanos;

  RunningOperation(
      long id, String kind, String subject, Time time, Consumer<OperationStatus> onChange) {
    this.id = id;
    this.kind = kind;
    this.subject = subject;
    this.time = time;
    this.onChange = onChange;
    this.started = time.clock().instant();
    this.startNanos = time.nanos().getAsLong();
  }

  long id() {
    return id;
  }

  String kind() {
    return kind;
  }

  /** What it does, with what it was given, for the audit. */
  @Override
  public String toString() {
    return "operation " + id + ", " + kind + "(" + subject + ")";
  }

  /** Asks it to end; false if it has. */
  boolean cancel() {
    cancelled = true;
    return isRunning();
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void progress(long done, long total) {
    progress(done, total, true);
  }

  @Override
  public ProgressListener ofThings() {
    return new ProgressListener() {
      @Override
      public void progress(long done, long total) {
        RunningOperation.this.progress(done, total, false);
      }

      @Override
      public boolean isCancelled() {
        return RunningOperation.this.isCancelled();
      }
    };
  }

  private void progress(long soFar, long inAll, boolean bytes) {
    boolean tell;
    synchronized (this) {
      long now = time.nanos().getAsLong();
      phase = "working";
      inBytes = bytes;
      done = soFar;
      total = inAll;
      tell = toldNanos == null || now - toldNanos >= TELL_NANOS;
      if (tell) {
        toldNanos = now;
      }
    }
    if (tell) {
      onChange.accept(status());
    }
  }

  /** Tells that it has begun. */
  void begun() {
    synchronized (this) {
      toldNanos = startNanos;
    }
    onChange.accept(status());
  }

  /** Asks it to end, and tells so at once: nobody hears any more when it has. */
  void closing() {
    OperationStatus last;
    synchronized (this) {
      if (!isRunning()) {
        return;
      }
      cancelled = true;
      last = status(OperationStatus.CANCELLED, "the database is being closed");
    }
    onChange.accept(last);
  }

  /** Ends it well. */
  void done(Record outcome) {
    end(OperationStatus.DONE, "", Results.of(outcome));
  }

  /** Ends it otherwise. */
  void failed(Throwable failure) {
    boolean wanted = failure instanceof OperationCancelledException;
    end(
        wanted ? OperationStatus.CANCELLED : OperationStatus.FAILED,
        ClientErrors.line(failure),
        Map.of());
  }

  private void end(String how, String why, Map<String, String> outcome) {
    synchronized (this) {
      seconds = time.secondsSince(startNanos);
      state = how;
      phase = "ended";
      error = why;
      result = outcome;
    }
    onChange.accept(status());
  }

  synchronized boolean isRunning() {
    return state.equals(OperationStatus.RUNNING);
  }

  /** How far it is. */
  synchronized OperationStatus status() {
    return status(state, error);
  }

  private OperationStatus status(String how, String why) {
    boolean running = isRunning();
    double elapsed = running ? time.secondsSince(startNanos) : seconds;
    double rate = done > 0 && elapsed > 0 ? done / elapsed : Double.NaN;
    double percent = total > 0 ? (double) WHOLE * done / total : Double.NaN;
    double eta = running && total > 0 ? (total - done) / rate : Double.NaN;
    return new OperationStatus(
        id,
        kind,
        subject,
        how,
        phase,
        inBytes ? done : UNKNOWN,
        inBytes ? total : UNKNOWN,
        how.equals(OperationStatus.DONE) ? WHOLE : percent,
        inBytes ? rate : Double.NaN,
        eta,
        started.toString(),
        elapsed,
        why,
        result);
  }
}
