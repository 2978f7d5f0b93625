package dev.kedge.jmx;

import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.Replica;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What can be restored from the destination of a replica. To tell its beginning and its holes the
 * destination is listed, which costs requests: once, and after what changes them. How far it
 * reaches is what the destination has proved.
 */
final class ReplicaWindow {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");
  private static final long RETRY_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Replica replica;
  private final ReplicaSample sample;
  private final Time time;
  private final ExecutorService thread;
  private final AtomicBoolean waiting = new AtomicBoolean();
  private volatile Optional<Listed> listed = Optional.empty();
  private volatile Optional<Long> listedNanos = Optional.empty();

  /**
   * Of a replica.
   *
   * @param thread lists the destination, and may have to wait for it for long
   */
  ReplicaWindow(Replica replica, ReplicaSample sample, Time time, ExecutorService thread) {
    this.replica = replica;
    this.sample = sample;
    this.time = time;
    this.thread = thread;
  }

  /** What was found at the destination, and what it had proved before. */
  private record Listed(RecoverableWindow window, Position proved) {}

  /** What is known; empty until the destination was listed. */
  Optional<RecoverableWindow> get() {
    Optional<Listed> known = listed;
    if (known.isEmpty() && replica.position().isPresent() && isTimeToTry()) {
      refresh();
    }
    return known.map(Listed::window).filter(window -> !window.ranges().isEmpty());
  }

  private boolean isTimeToTry() {
    return listedNanos.filter(then -> time.nanos().getAsLong() - then < RETRY_NANOS).isEmpty();
  }

  /** The oldest state. */
  Optional<RecoverableWindow.Range> oldest() {
    return get().flatMap(RecoverableWindow::oldest);
  }

  /** The version of the newest state. */
  Optional<Long> newestVersion() {
    return newest()
        .map(range -> beyond(range).map(Position::version).orElse(range.newest().version()));
  }

  /** A commit time that can be restored, that of the newest state as far as it is known. */
  Optional<Instant> newestTime() {
    return newest()
        .map(range -> beyond(range).flatMap(at -> sample.provedTime()).orElse(range.newestTime()));
  }

  private Optional<RecoverableWindow.Range> newest() {
    return get().flatMap(RecoverableWindow::newest);
  }

  /**
   * What was proved since, in the same history. If not even what had been proved before was found,
   * some of it is missing, and log stored behind that can't be restored.
   */
  private Optional<Position> beyond(RecoverableWindow.Range range) {
    Position found = range.newest();
    boolean whole = listed.filter(then -> reaches(found, then.proved())).isPresent();
    return sample.proved().filter(at -> whole && reaches(at, found) && !at.equals(found));
  }

  private static boolean reaches(Position later, Position earlier) {
    return later.generation() == earlier.generation() && later.version() >= earlier.version();
  }

  /** The versions in between that can't be restored. */
  List<RecoverableWindow.Hole> holes() {
    return get().map(RecoverableWindow::holes).orElse(List.of());
  }

  /** Lists the destination in the background. */
  void refresh() {
    if (waiting.compareAndSet(false, true)) {
      listedNanos = Optional.of(time.nanos().getAsLong());
      try {
        thread.execute(this::list);
      } catch (RejectedExecutionException e) {
        waiting.set(false); // the replica or its database is closed
      }
    }
  }

  private void list() {
    waiting.set(false);
    Optional<Position> at = replica.position();
    if (at.isEmpty()) {
      listedNanos = Optional.empty(); // there will be something to list soon
      return;
    }
    try {
      RecoverableWindow window = replica.destination().window(at.get().generation());
      listed = Optional.of(new Listed(window, at.get()));
    } catch (KedgeException e) {
      listed = Optional.empty(); // it is listed when something has changed: it is tried again
      LOG.log(Level.WARNING, "what can be restored is unknown: {0}", ClientErrors.line(e));
    }
  }
}
