package dev.kedge.replica;

import dev.kedge.BackupFormatException;
import dev.kedge.DestinationException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.Replay;
import dev.kedge.Restore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Restores a database from a destination: to the latest state there, a version, or an instant.
 * Nothing is ever replaced, and a restore that ends early leaves nothing in the way of the next
 * one. What comes out is a copy: its first commit begins a generation of its own, so that it can be
 * replicated again, also to the same destination.
 *
 * <p>Used by one thread.
 */
public final class ReplicaRestore {

  private static final int ATTEMPTS = 3;

  private final ReplicaClient client;
  private RestoreTarget target = RestoreTarget.LATEST;
  private int parallelism = Runtime.getRuntime().availableProcessors();
  private ProgressListener listener = ProgressListener.NONE;

  private ReplicaRestore(ReplicaClient client) {
    this.client = client;
  }

  /** A restore from a destination; of the latest state unless a target is set. */
  public static ReplicaRestore from(ReplicaClient client) {
    return new ReplicaRestore(client);
  }

  /** Restores from this generation; from the one that the last writer is in unless set. */
  public ReplicaRestore generation(long generation) {
    target = target.in(generation);
    return this;
  }

  /**
   * Restores this version.
   *
   * @throws IllegalArgumentException if it is negative, or there is a target already
   */
  public ReplicaRestore version(long version) {
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative: " + version);
    }
    target = target.at(version);
    return this;
  }

  /**
   * Restores the state just before a version: what there was before that commit was made.
   *
   * @throws IllegalArgumentException if it is not at least 1, or there is a target already
   */
  public ReplicaRestore before(long version) {
    if (version < 1) {
      throw new IllegalArgumentException("there is no state before version " + version);
    }
    return version(version - 1);
  }

  /**
   * Restores the last commit at or before an instant.
   *
   * @throws IllegalArgumentException if there is a target already
   */
  public ReplicaRestore timestamp(Instant instant) {
    target = target.at(instant);
    return this;
  }

  /**
   * How many segments are fetched at the same time: 1 to 64, unless set as many as there are
   * processors.
   *
   * @throws IllegalArgumentException if it is out of that range
   */
  public ReplicaRestore parallelism(int threads) {
    if (threads < 1 || threads > 64) {
      throw new IllegalArgumentException("parallelism is " + threads + " and must be from 1 to 64");
    }
    parallelism = threads;
    return this;
  }

  /** Who hears of progress, in bytes of objects, and can cancel; nobody unless set. */
  public ReplicaRestore listener(ProgressListener newListener) {
    listener = newListener;
    return this;
  }

  /**
   * Tells what a restore would fetch, and fetches nothing but a few small parts.
   *
   * @throws dev.kedge.RecoveryTargetException if the target is outside what the destination proves
   * @throws dev.kedge.ReplicaGapException if versions are missing before it
   * @throws DestinationException if there is nothing to restore, or the destination fails
   */
  public RestorePlan plan() {
    return plan(new DamagedSnapshots());
  }

  private RestorePlan plan(DamagedSnapshots damaged) {
    return Relisting.attempt(() -> planOnce(damaged));
  }

  private RestorePlan planOnce(DamagedSnapshots damaged) {
    // Read before what it is compared with: a writer may store more meanwhile.
    boolean open = target.isLatest() || target.generation().isEmpty();
    List<String> unread = new ArrayList<>();
    Optional<Heartbeat> beat = open ? heartbeat(unread::add) : Optional.empty();
    Destination destination = Destination.listFilled(client);
    RestorePlan plan =
        damaged.without(objects -> RestorePlanner.plan(destination, target, objects));
    beat.ifPresent(said -> refuseOlder(plan, new HeartbeatCheck(destination, said)));
    return plan.without(unread);
  }

  private Optional<Heartbeat> heartbeat(Consumer<String> damaged) {
    try {
      return Heartbeat.read(client);
    } catch (DestinationException e) {
      if (!e.isDamaged()) {
        throw e;
      }
      damaged.accept(e.object());
      return Optional.empty();
    }
  }

  /** Refuses to take an older state for the latest, or a generation for the current one. */
  private void refuseOlder(RestorePlan plan, HeartbeatCheck check) {
    Line line = Line.of(check.destination(), plan.generation());
    if (target.generation().isEmpty()) {
      check.refuseLostGeneration(
          line, "ask for generation " + Layout.hex(plan.generation()) + " to do without it");
    }
    if (target.isLatest()) {
      long end = plan.through().version();
      check.refuseLostEnd(line, end, "ask for version " + end + " to do without it");
    }
  }

  /**
   * Restores to a new database. What can't be restored is refused before anything is written.
   *
   * @param path the database file to create, in a directory that exists
   * @throws dev.kedge.TargetExistsException if it, or a log folder with something in it, exists
   * @throws dev.kedge.RecoveryTargetException if the target is outside what the destination proves
   * @throws dev.kedge.ReplicaGapException if versions are missing before it
   * @throws DestinationException if there is nothing to restore, or the destination fails, or an
   *     object in it is damaged
   * @throws dev.kedge.OperationCancelledException if the listener cancelled it
   */
  public ReplicaRestoreResult to(Path path) {
    long start = System.nanoTime();
    try (RestoreScratch scratch = new RestoreScratch(path)) {
      // Before the lease, which would make a destination of whatever was mistyped.
      DamagedSnapshots damaged = new DamagedSnapshots();
      RestorePlan plan = plan(damaged);
      try (RestoreLease lease = new RestoreLease(client)) {
        Built built = build(plan, damaged, scratch, lease);
        scratch.publish();
        return new ReplicaRestoreResult(
            path, built.position, built.plan, Duration.ofNanos(System.nanoTime() - start));
      }
    }
  }

  private record Built(RestorePlan plan, Position position) {}

  /**
   * Retention may delete an object between plan and fetch: then there is a newer plan. There is an
   * older one when the snapshot turns out to be damaged.
   */
  private Built build(
      RestorePlan first, DamagedSnapshots damaged, RestoreScratch scratch, RestoreLease lease) {
    RestorePlan plan = first;
    int missed = 0;
    while (true) {
      try {
        return new Built(plan, build(plan, scratch.file(), lease));
      } catch (DestinationException e) {
        if (!damaged.note(e)) {
          missed++;
          if (!e.isMissing() || missed == ATTEMPTS) {
            throw e;
          }
        }
        scratch.clear();
        plan = plan(damaged);
      }
    }
  }

  private Position build(RestorePlan plan, Path file, RestoreLease lease) {
    SnapshotInfo snapshot = plan.snapshot();
    RestoreProgress progress = new RestoreProgress(listener, lease, plan);
    Segments segments = new Segments(plan, progress);
    try (InputStream in = new ResumingInput(client, snapshot.object())) {
      Restore.restore(file, in, segments, progress.ofSnapshot());
      progress.done();
      return segments.reached;
    } catch (BackupFormatException e) {
      throw Destination.damagedSnapshot(client, snapshot, e.getMessage(), e);
    } catch (IOException e) {
      throw new DestinationException(client.url(), snapshot.object(), "can't be read: " + e, e);
    }
  }

  /** Replays the segments of a plan on its snapshot. */
  private final class Segments implements Consumer<Replay> {
    private final RestorePlan plan;
    private final RestoreProgress progress;
    private Position reached;

    Segments(RestorePlan plan, RestoreProgress progress) {
      this.plan = plan;
      this.progress = progress;
      this.reached = plan.snapshot().position();
    }

    @Override
    public void accept(Replay replay) {
      if (!replay.position().equals(reached)) {
        throw Destination.damagedSnapshot(
            client, plan.snapshot(), "it is a snapshot of " + replay.position(), null);
      }
      if (plan.segments().isEmpty()) {
        return;
      }
      replay.listener(progress.ofWriting());
      ProgressListener ofSegments = progress.ofSegments();
      try (SegmentFetcher fetcher =
          new SegmentFetcher(client, plan.segments(), parallelism, ofSegments)) {
        SegmentApplier applier =
            new SegmentApplier(
                new Replaying(replay),
                client.url(),
                plan.until(),
                ofSegments,
                plan.bytes() - plan.snapshot().bytes());
        fetcher.each(applier::apply);
      }
      reached = replay.position();
    }
  }

  /** Applies segments to what a snapshot was restored to. */
  private record Replaying(Replay replay) implements SegmentApplier.Receiver {

    @Override
    public Position position() {
      return replay.position();
    }

    @Override
    public void apply(InputStream log, long version, Instant instant) {
      replay.apply(log, version, instant);
    }
  }
}
