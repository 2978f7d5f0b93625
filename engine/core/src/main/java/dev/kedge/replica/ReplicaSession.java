package dev.kedge.replica;

import dev.kedge.Ancestor;
import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import dev.kedge.Snapshot;
import dev.kedge.internal.io.CancelOnly;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A replica with the right to write: one claimed epoch, and what the destination has proved in it.
 * It survives failed requests, so that nothing has to be found out again.
 *
 * <p>Any thread may use it. One syncs at a time, and one makes a snapshot.
 */
final class ReplicaSession {

  private final ReplicaClient client;
  private final Database database;
  private final ReplicaOptions options;
  private final ReplicaCounters counters;
  private final ReplicaEvents events;
  private final Runnable whenProved;
  private final Writer writer;
  private final LogHold hold;
  private final Set<Long> begun = ConcurrentHashMap.newKeySet();
  private final Set<Long> withSnapshot = ConcurrentHashMap.newKeySet();
  private final ReentrantLock syncing = new ReentrantLock();
  private final ReentrantLock snapshotting = new ReentrantLock();
  private volatile @Nullable Proof proof;
  private volatile SnapshotMark newestSnapshot = SnapshotMark.NONE;
  private volatile OptionalLong restoreRate = OptionalLong.empty();
  private volatile boolean doubted;
  private volatile byte @Nullable [] lastHeartbeat;

  /** Which snapshot is the newest. */
  private record SnapshotMark(long version, Instant commitTime) {
    static final SnapshotMark NONE = new SnapshotMark(-1, Instant.EPOCH);
  }

  private ReplicaSession(
      ReplicaClient client,
      Database database,
      ReplicaOptions options,
      ReplicaCounters counters,
      ReplicaEvents events,
      Runnable whenProved,
      LogHold hold,
      Writer writer) {
    this.client = client;
    this.database = database;
    this.options = options;
    this.counters = counters;
    this.events = events;
    this.whenProved = whenProved;
    this.writer = writer;
    this.hold = hold;
  }

  /**
   * Claims the next epoch, and finds out what the destination has.
   *
   * @param whenProved called whenever the destination has proved more
   * @throws dev.kedge.FencedWriterException if another instance has the destination
   * @throws GenerationMismatchException if the destination has commits that the database has not,
   *     or is to be taken over from a database that this one has nothing in common with
   * @throws DestinationException if it is empty, and the replica has written to one before
   */
  static ReplicaSession open(
      ReplicaClient client,
      Database database,
      ReplicaOptions options,
      ReplicaCounters counters,
      ReplicaEvents events,
      Runnable whenProved) {
    Instant now = options.clock().instant();
    // Refused before anything is claimed, so that who writes there now is not stopped for nothing.
    Destination before = Destination.list(client);
    LogHold hold = new LogHold(database.holds(), "replica." + options.name(), options.holdBytes());
    ProofFinder finder = new ProofFinder(before, database);
    if (options.takeOver()) {
      finder.refuseUnrelated();
    } else {
      refuseAnother(before, hold);
    }
    finder.find(now, damage -> {});
    long newest = options.takeOver() ? before.lastWriters().highestEpoch() : before.epoch();
    Writer writer = Writer.claim(client, database, newest, options.takeOver(), now);
    ReplicaSession session =
        new ReplicaSession(client, database, options, counters, events, whenProved, hold, writer);
    // Before anything else: who finds missing what was claimed for takes it for lost.
    session.note(before);
    session.begin(database.position().generation());
    // What another writer stored until it lost its epoch counts.
    Destination after = Destination.list(client);
    writer.checkNewest(after);
    session.adopt(after, now);
    return session;
  }

  /** As when the destination is not mounted: all would be stored a second time, where it was. */
  private static void refuseAnother(Destination found, LogHold hold) {
    Destination known =
        found.orElseLost("put back what is missing, or take over to begin anew here");
    if (known.isEmpty() && hold.exists()) {
      throw new DestinationException(
          found.client().url(),
          "destination",
          "is empty, though the log hold '"
              + hold.name()
              + "' says that this replica has written to another destination: mount that one; a"
              + " second one needs a replica of another name; to begin anew here, take over, or"
              + " drop that hold",
          null);
    }
  }

  private void note(Destination listed) {
    listed.generations().forEach(one -> begun.add(one.generation()));
    listed.snapshots().forEach(one -> withSnapshot.add(one.generation()));
  }

  private void adopt(Destination destination, Instant now) {
    note(destination);
    restoreRate = Heartbeat.restoreRate(client);
    Optional<Proof> found = new ProofFinder(destination, database).find(now, this::tellDamage);
    proof = found.orElse(null);
    found
        .flatMap(at -> Line.until(destination, at.position()).newestSound(damage -> {}))
        .map(one -> new SnapshotMark(one.version(), destination.outline(one).commitTime()))
        .ifPresent(newest -> newestSnapshot = newest);
  }

  /** It is in nobody's way who replicates, but it is in that of some restores. */
  private void tellDamage(DestinationException damage) {
    counters.errors.increment();
    events.tell(on -> on.onError(ReplicaMonitor.SYNC, damage));
  }

  long epoch() {
    return writer.epoch();
  }

  Optional<Proof> proof() {
    return Optional.ofNullable(proof);
  }

  /** The commit time of the newest snapshot; the epoch if there is none. */
  Instant newestSnapshot() {
    return newestSnapshot.commitTime;
  }

  /** Whether there are commits after the newest snapshot. */
  boolean isNewerThanSnapshot() {
    return newestSnapshot.version < database.position().version();
  }

  /** Whether there are commits that the destination has not proved. */
  boolean isBehind() {
    Proof proved = proof;
    return proved == null || proved.version() < database.position().version() || isInParent(proved);
  }

  /**
   * Whether what is proved is the state that the generation begins with, but in its parent, though
   * it has a snapshot of its own: were that lost, nobody would miss it.
   */
  private boolean isInParent(Proof proved) {
    Position now = database.position();
    return proved.version() == now.version()
        && proved.position().generation() != now.generation()
        && withSnapshot.contains(now.generation());
  }

  /** Whether the generation has no snapshot of its own, though its parent leads to its states. */
  boolean lacksSnapshot() {
    return proof != null && !withSnapshot.contains(database.position().generation());
  }

  /** Stores what is durable and not proved; see {@link Replica#sync}. */
  SyncResult sync(ProgressListener listener) {
    return sync(
        listener,
        tally -> {
          if (lacksSnapshot()) {
            store(new CancelOnly(listener));
            tally.snapshots++;
          }
        });
  }

  /** As {@link #sync}, but for the snapshot of a generation that has a parent. */
  SyncResult syncLog(ProgressListener listener) {
    return sync(listener, tally -> {});
  }

  private SyncResult sync(ProgressListener listener, Consumer<Tally> atLast) {
    long start = System.nanoTime();
    syncing.lock();
    try {
      Tally tally = new Tally();
      settleDoubt();
      Proof proved = proof;
      if (proved == null) {
        proved = proveBySnapshot(new CancelOnly(listener)).proof;
        tally.snapshots++;
      }
      hold.keep(proved.version());
      proved = ship(proved, tally, listener);
      atLast.accept(tally);
      if (isInParent(proved)) {
        proved = prove(database.position(), proved.history(), proved.loggedBytes());
      }
      return new SyncResult(
          proved.position(),
          tally.snapshots,
          tally.commits,
          tally.segments,
          tally.bytes,
          Duration.ofNanos(System.nanoTime() - start));
    } finally {
      syncing.unlock();
    }
  }

  private static final class Tally {
    private int snapshots;
    private long commits;
    private int segments;
    private long bytes;
  }

  private Proof ship(Proof from, Tally tally, ProgressListener listener) {
    // What is committed meanwhile waits for the next sync, or there would be a segment for each.
    long target = database.position().version();
    Proof proved = from;
    while (proved.version() < target) {
      if (listener.isCancelled()) {
        throw new OperationCancelledException("a sync");
      }
      long logged = database.stats().loggedBytes();
      long newest = database.position().version();
      Optional<SegmentContent> next;
      try {
        next =
            SegmentContent.next(database, proved.version(), writer.epoch(), options.segmentBytes());
      } catch (ReplicaGapException e) {
        proved = skipHole(proved, listener);
        tally.snapshots++;
        continue;
      }
      if (next.isEmpty()) {
        return proved;
      }
      SegmentContent segment = next.get();
      checkJoin(proved, segment.head());
      boolean all = segment.head().lastVersion() >= newest;
      proved = upload(segment, all ? OptionalLong.of(logged) : proved.loggedBytes());
      tally.commits += segment.head().lastVersion() - segment.head().firstVersion() + 1;
      tally.segments++;
      tally.bytes += segment.bytes();
      listener.progress(tally.commits, target - from.version());
    }
    return proved;
  }

  /** The log was given up before it was stored: goes on from a new snapshot, and tells. */
  private Proof skipHole(Proof proved, ProgressListener listener) {
    Proof next = proveBySnapshot(new CancelOnly(listener)).proof;
    if (next.version() > proved.version() + 1) {
      events.tell(
          on -> on.onHole(new RecoverableWindow.Hole(proved.version() + 1, next.version() - 1)));
    }
    return next;
  }

  private void checkJoin(Proof proved, SegmentHead next) {
    OptionalLong history = proved.history();
    if (history.isPresent() && history.getAsLong() != next.historyBefore()) {
      throw ProofFinder.diverged(client, database, proved.version());
    }
  }

  private Proof upload(SegmentContent segment, OptionalLong logged) {
    SegmentInfo info = segment.info();
    begin(info.generation());
    // If there is one of this name, an attempt that seemed to fail has stored it.
    Uploads.create(client, info.object(), segment.head().encode(), segment.frame());
    Proof next =
        prove(
            new Position(info.generation(), info.lastVersion()),
            OptionalLong.of(segment.head().historyAfter()),
            logged);
    counters.segments.increment();
    counters.bytesWritten.add(info.bytes());
    return next;
  }

  /** Nothing is proved that a writer of a newer epoch may not have seen. */
  private Proof prove(Position position, OptionalLong history, OptionalLong logged) {
    checkNotFenced();
    Proof next = new Proof(position, history, options.clock().instant(), logged);
    proof = next;
    hold.keep(position.version());
    whenProved.run();
    return next;
  }

  /**
   * Makes sure that the destination knows where a generation comes from, back to one that it knows:
   * those between may have no commit that would be stored.
   */
  private void begin(long generation) {
    List<Ancestor> before = new ArrayList<>();
    for (Ancestor ancestor : database.ancestors()) {
      if (ancestor.generation() == generation) {
        break;
      }
      before.add(ancestor);
    }
    boolean isLinked = before.stream().anyMatch(one -> begun.contains(one.generation()));
    long child = generation;
    while (!begun.contains(child)) {
      Optional<Ancestor> parent =
          before.isEmpty() ? Optional.empty() : Optional.of(before.remove(before.size() - 1));
      storeParent(child, GenerationBirth.encode(parent, writer.epoch()));
      begun.add(child);
      if (!isLinked || parent.isEmpty()) {
        return;
      }
      child = parent.get().generation();
    }
  }

  /** A damaged one is replaced: nobody but the database knows what it said. */
  private void storeParent(long generation, byte[] birth) {
    String object = Layout.parent(generation);
    if (!Uploads.create(client, object, birth) && GenerationBirth.isDamaged(client, generation)) {
      client.replace(object, birth);
    }
  }

  private record Based(SnapshotResult snapshot, Proof proof) {}

  /** Stores a snapshot, and goes on from it. */
  private Based proveBySnapshot(ProgressListener listener) {
    // The log from here on is what will continue it.
    hold.moveTo(database.position().version());
    long logged = database.stats().loggedBytes();
    SnapshotResult stored = store(listener);
    Position position = stored.backup().position();
    return new Based(
        stored,
        prove(position, database.historyChecksum(position.version()), OptionalLong.of(logged)));
  }

  /** Stores a snapshot; see {@link Replica#snapshot}. */
  SnapshotResult snapshot(ProgressListener listener) {
    if (proof == null) {
      syncing.lock();
      try {
        if (proof == null) {
          return proveBySnapshot(listener).snapshot;
        }
      } finally {
        syncing.unlock();
      }
    }
    return store(listener);
  }

  private SnapshotResult store(ProgressListener listener) {
    snapshotting.lock();
    try {
      checkNotFenced(); // before so much is written where nobody may look for it
      SnapshotResult stored =
          SnapshotUpload.store(
              client, database, listener, position -> begin(position.generation()));
      checkNotFenced();
      withSnapshot.add(stored.snapshot().generation());
      newestSnapshot = new SnapshotMark(stored.snapshot().version(), stored.backup().commitTime());
      counters.snapshots.increment();
      counters.bytesWritten.add(stored.snapshot().bytes());
      events.tell(on -> on.onSnapshot(stored));
      return stored;
    } finally {
      snapshotting.unlock();
    }
  }

  /**
   * Tells followers where the database is. When nothing is committed, this is all that is asked of
   * the destination, and how another writer, or a destination that is not there any more, is
   * noticed then: whoever does not find its own last heartbeat looks more closely before it writes.
   */
  void heartbeat() {
    settleDoubt();
    byte[] next = nextHeartbeat().encode();
    byte[] last = lastHeartbeat;
    boolean isOwn = last != null && client.replace(Layout.HEARTBEAT, last, next);
    if (isOwn || replaceForeign(next)) {
      lastHeartbeat = next;
    }
  }

  /** Only what was there before it was known that nobody else writes: it is not of a newer one. */
  private boolean replaceForeign(byte[] next) {
    Optional<byte[]> found = Optionals.ifThere(() -> Fields.content(client, Layout.HEARTBEAT));
    checkNotFenced();
    return found.isPresent()
        ? client.replace(Layout.HEARTBEAT, found.get(), next)
        : Uploads.create(client, Layout.HEARTBEAT, next);
  }

  /** All that was committed by its time is part of it, but for what nobody was told of yet. */
  private Heartbeat nextHeartbeat() {
    Instant time = options.clock().instant();
    Proof proved = proof;
    try (Snapshot now = database.snapshot()) {
      return new Heartbeat(
          writer.epoch(),
          now.position(),
          now.commitTime(),
          proved == null ? new Position(now.position().generation(), 0) : proved.position(),
          time,
          options.heartbeatInterval(),
          restoreRate);
    }
  }

  /** Lets those who plan to restore know how long it took, with the next heartbeat. */
  void measured(long newRestoreRate) {
    restoreRate = OptionalLong.of(newRestoreRate);
  }

  /**
   * Refuses to go on if another writer has claimed a newer epoch, or if the destination is not the
   * one that was claimed. Until it is again, nothing is written there.
   */
  void checkNotFenced() {
    doubted = true;
    writer.checkNotFenced();
    doubted = false;
  }

  private void settleDoubt() {
    if (doubted) {
      checkNotFenced();
    }
  }
}
