package dev.kedge.replica;

import dev.kedge.BackupFormatException;
import dev.kedge.BackupOutline;
import dev.kedge.DestinationException;
import dev.kedge.FormatVersionException;
import dev.kedge.Position;
import dev.kedge.Restore;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is at a destination, as listed at one moment, whatever order it was listed in. An object
 * whose name does not parse is an error. A generation whose parent is damaged or missing is in the
 * way only of what has to know where it comes from.
 *
 * <p>Any thread may use it. It does not see what comes later: list again.
 */
public final class Destination {

  private static final int PAGE = 1000;
  private static final int LISTINGS = 5;

  private final ReplicaClient client;
  private final Map<Long, GenerationInfo> generations = new TreeMap<>();
  private final Map<Long, DestinationException> damaged = new TreeMap<>();
  private final List<SnapshotInfo> snapshots = new ArrayList<>();
  private final List<SegmentInfo> segments = new ArrayList<>();
  private final List<SnapshotInfo> kept = new ArrayList<>();
  private final TreeSet<Long> writers = new TreeSet<>();
  private final List<Long> restores = new ArrayList<>();
  private final Map<String, BackupOutline> outlines = new ConcurrentHashMap<>();
  private final Map<String, SegmentHead> heads = new ConcurrentHashMap<>();

  private Destination(ReplicaClient client) {
    this.client = client;
  }

  /**
   * Lists a destination: one request for a thousand objects, and one for each generation. If
   * something seems to be missing, that is done once more, as it may have been stored or deleted
   * meanwhile.
   *
   * @throws DestinationException if it can't be listed, or an object is none of Kedge's
   */
  public static Destination list(ReplicaClient client) {
    Destination destination = listOnce(client);
    Set<ListingGap> gaps = ListingGap.in(destination);
    boolean certain = gaps.isEmpty();
    for (int i = 1; i < LISTINGS && !certain; i++) {
      destination = listOnce(client);
      Set<ListingGap> still = ListingGap.in(destination);
      certain = gaps.containsAll(still);
      gaps = still;
    }
    destination.noteMissingParents();
    return destination;
  }

  private static Destination listOnce(ReplicaClient client) {
    Destination destination = new Destination(client);
    Set<Long> begun = new TreeSet<>();
    Collector collector = destination.new Collector(begun);
    listAll(client, "").forEach(object -> Layout.visit(client.url(), object, collector));
    begun.forEach(destination::readParent);
    destination.snapshots.sort(Comparator.comparingLong(SnapshotInfo::version));
    destination.segments.sort(Comparator.comparingLong(SegmentInfo::firstVersion));
    return destination;
  }

  /**
   * As {@link #list}, for those who want what was replicated to it.
   *
   * @throws DestinationException also if nothing was, see {@link DestinationException#isEmpty}, or
   *     if it is not there any more
   */
  public static Destination listFilled(ReplicaClient client) {
    Destination destination =
        list(client).orElseLost("put back what is missing, or mount what was there");
    if (destination.hasNoGeneration()) {
      throw DestinationException.empty(client.url());
    }
    destination.refuseStray();
    return destination;
  }

  /** Whether nobody has claimed it, nor begun a generation. */
  boolean isEmpty() {
    return writers.isEmpty() && generations.isEmpty();
  }

  /** Refuses what a writer may have left in the place of a destination that went away. */
  private void refuseStray() {
    if (writers.isEmpty() && generations.isEmpty()) {
      throw new DestinationException(
          client.url(),
          Layout.WRITERS,
          "has nobody who ever claimed to write here, though there are objects of generations:"
              + " mount what was there, or put back what is missing",
          null);
    }
  }

  boolean hasNoGeneration() {
    return generations.isEmpty() && damaged.isEmpty();
  }

  /**
   * Refuses to take it for one that nothing was stored to if the heartbeat says that something was.
   *
   * @param advice what to do
   * @return this one, or a newer one if something has been stored just now
   */
  Destination orElseLost(String advice) {
    Optional<Position> proved =
        hasNoGeneration()
            ? Heartbeat.readIfSound(client).map(Heartbeat::proved).filter(at -> at.version() > 0)
            : Optional.empty();
    if (proved.isEmpty()) {
      return this;
    }
    Destination again = list(client);
    if (again.hasNoGeneration()) {
      throw new DestinationException(
          client.url(),
          "generations/",
          "has nothing any more, though version "
              + proved.get().version()
              + " of generation "
              + Layout.hex(proved.get().generation())
              + " had been stored, as the heartbeat says: "
              + advice,
          null);
    }
    return again;
  }

  /** All objects below a prefix. */
  static List<ObjectInfo> listAll(ReplicaClient client, String prefix) {
    List<ObjectInfo> objects = new ArrayList<>();
    String after = "";
    ObjectPage page;
    do {
      page = client.list(prefix, after, PAGE);
      objects.addAll(page.objects());
      for (ObjectInfo object : page.objects()) {
        after = object.name().compareTo(after) > 0 ? object.name() : after;
      }
    } while (page.more());
    return objects;
  }

  private void readParent(long generation) {
    try {
      // It may have been deleted since it was listed.
      Optionals.ifThere(() -> GenerationBirth.read(client, generation))
          .ifPresent(info -> generations.put(generation, info));
    } catch (DestinationException e) {
      if (!e.isDamaged()) {
        throw e;
      }
      damaged.put(generation, damagedParent(e));
    }
  }

  private DestinationException damagedParent(DestinationException e) {
    return DestinationException.damaged(
        client.url(),
        e.object(),
        "is damaged: put an intact copy back; what its generation has itself is restored if that is"
            + " asked for",
        e);
  }

  private void noteMissingParents() {
    for (long generation : withoutParent()) {
      damaged.put(
          generation,
          DestinationException.damaged(
              client.url(),
              Layout.parent(generation),
              "is missing: put it back; what its generation has itself is restored if that is"
                  + " asked for",
              null));
    }
  }

  /** The generations of which there is something, but not where they come from. */
  Set<Long> withoutParent() {
    return Stream.concat(
            snapshots.stream().map(SnapshotInfo::generation),
            segments.stream().map(SegmentInfo::generation))
        .filter(generation -> !has(generation))
        .collect(Collectors.toSet());
  }

  /** Whether there is something of a generation, even if nobody knows where it comes from. */
  boolean has(long generation) {
    return generations.containsKey(generation) || damaged.containsKey(generation);
  }

  /**
   * The generations, in no particular order, but for those whose parent is damaged or missing;
   * immutable.
   */
  public List<GenerationInfo> generations() {
    return List.copyOf(generations.values());
  }

  /**
   * Makes sure that all {@link #generations} are known, for those who want to know of each.
   *
   * @throws DestinationException if the parent of one is damaged or missing
   */
  public void requireSound() {
    damaged.values().stream()
        .findFirst()
        .ifPresent(
            one -> {
              throw one;
            });
  }

  /** The snapshots in the order of versions; immutable. */
  public List<SnapshotInfo> snapshots() {
    return List.copyOf(snapshots);
  }

  /** The segments in the order of first versions; immutable. */
  public List<SegmentInfo> segments() {
    return List.copyOf(segments);
  }

  /** The snapshots that are kept whatever their age; immutable. */
  public List<SnapshotInfo> kept() {
    return List.copyOf(kept);
  }

  /**
   * Marks a snapshot to be kept whatever its age; does nothing if it is marked. This changes the
   * destination, and not this listing of it. A retention that is running just then may not see the
   * mark any more.
   *
   * @throws DestinationException if it is not there, or the destination fails
   */
  public void keep(Position snapshot) {
    String object = Layout.snapshot(snapshot.generation(), snapshot.version());
    if (client.find(object).isPresent()) {
      Uploads.create(client, Layout.keep(snapshot.generation(), snapshot.version()));
      if (client.find(object).isPresent()) {
        return;
      }
      release(snapshot); // retention was faster: nobody must believe that it is kept
    }
    throw new DestinationException(
        client.url(), object, "is not there to be kept: list the snapshots", null);
  }

  /**
   * Takes the mark of {@link #keep} back: the next retention decides. Does nothing if there is
   * none.
   *
   * @throws DestinationException if the destination fails
   */
  public void release(Position snapshot) {
    client.delete(Layout.keep(snapshot.generation(), snapshot.version()));
  }

  /** The ids of restores that have a lease, which may have run out. */
  List<Long> restores() {
    return restores;
  }

  /**
   * The highest epoch that was claimed; 0 if there is none.
   *
   * @throws DestinationException if the claim is missing with which a generation was begun
   */
  long epoch() {
    return lastWriters().epoch();
  }

  /** Who wrote to it last. */
  LastWriters lastWriters() {
    return new LastWriters(this, writers, damaged);
  }

  ReplicaClient client() {
    return client;
  }

  /** Finds a generation; empty also if its parent is damaged or missing. */
  Optional<GenerationInfo> known(long generation) {
    return Optional.ofNullable(generations.get(generation));
  }

  /** Why nobody knows where a generation comes from. */
  Optional<DestinationException> damage(long generation) {
    return Optional.ofNullable(damaged.get(generation));
  }

  /**
   * The generation that the last writer is in: what is restored and followed unless another one is
   * asked for.
   *
   * @return empty if nothing was replicated yet
   * @throws DestinationException if it may be one whose parent is damaged or missing, or that is
   *     not there any more; {@linkplain DestinationException#isMissing missing} if it has changed
   *     since this was listed
   */
  public Optional<GenerationInfo> current() {
    return lastWriters().last().map(LastWriters.Last::generation);
  }

  /** Whether it has more than a parent. */
  boolean hasContent(GenerationInfo one) {
    return snapshots.stream().anyMatch(snapshot -> snapshot.generation() == one.generation())
        || segments.stream().anyMatch(segment -> segment.generation() == one.generation());
  }

  /**
   * The states that a generation, with those it descends from, can be restored to.
   *
   * @throws DestinationException if there is no such generation
   */
  public RecoverableWindow window(long generation) {
    if (!has(generation)) {
      throw noGeneration(generation);
    }
    return Line.of(this, generation).window();
  }

  DestinationException noGeneration(long generation) {
    return new DestinationException(
        client.url(),
        "generation " + Layout.hex(generation),
        "is not there: choose one of " + generations.keySet().stream().map(Layout::hex).toList(),
        null);
  }

  /** What the first block of a snapshot says, read once. */
  BackupOutline outline(SnapshotInfo snapshot) {
    return outlines.computeIfAbsent(snapshot.object(), name -> readOutline(client, snapshot));
  }

  /**
   * Reads what the first block of a snapshot says.
   *
   * @throws DestinationException if it can't be read, or is not of this position
   */
  static BackupOutline readOutline(ReplicaClient client, SnapshotInfo snapshot) {
    try (InputStream in = client.read(snapshot.object(), 0, BackupOutline.MAX_BYTES)) {
      BackupOutline outline = Restore.outline(in);
      if (!outline.position().equals(snapshot.position())) {
        throw damagedSnapshot(client, snapshot, "it is a snapshot of " + outline.position(), null);
      }
      return outline;
    } catch (BackupFormatException e) {
      throw damagedSnapshot(client, snapshot, e.getMessage(), e);
    } catch (IOException | FormatVersionException e) {
      throw new DestinationException(
          client.url(), snapshot.object(), "can't be read: " + e.getMessage(), e);
    }
  }

  static DestinationException damagedSnapshot(
      ReplicaClient client,
      SnapshotInfo snapshot,
      @Nullable String why,
      @Nullable Throwable cause) {
    return DestinationException.damaged(
        client.url(),
        snapshot.object(),
        "is damaged: put an intact copy back, or move it away, and an older snapshot is used with"
            + " the log since ("
            + why
            + ")",
        cause);
  }

  /**
   * Takes a snapshot for being there that is not, as a new writer would store it: to plan what will
   * be done once it is.
   *
   * @param parent where its generation comes from, if it does
   */
  void assume(Position position, Instant commitTime, Optional<Position> parent) {
    SnapshotInfo assumed = new SnapshotInfo(position.generation(), position.version(), 0);
    if (!has(position.generation())) {
      long epoch = lastWriters().highestEpoch() + 1;
      writers.add(epoch);
      generations.put(
          position.generation(), new GenerationInfo(position.generation(), parent, epoch));
    }
    snapshots.add(assumed);
    snapshots.sort(Comparator.comparingLong(SnapshotInfo::version));
    outlines.put(assumed.object(), new BackupOutline(position, commitTime, 0, List.of(), 0, true));
  }

  /** What stands before the frame of a segment, read once. */
  SegmentHead head(SegmentInfo segment) {
    return heads.computeIfAbsent(segment.object(), name -> SegmentHead.read(client, segment));
  }

  /** The commit time of the last commit in a segment. */
  Instant lastTime(SegmentInfo segment) {
    return head(segment).lastTime();
  }

  /** Puts each object where it belongs. */
  private final class Collector implements Layout.Visitor {
    private final Set<Long> begun;

    Collector(Set<Long> begun) {
      this.begun = begun;
    }

    @Override
    public void parent(long generation) {
      begun.add(generation);
    }

    @Override
    public void snapshot(SnapshotInfo snapshot) {
      snapshots.add(snapshot);
    }

    @Override
    public void segment(SegmentInfo segment) {
      segments.add(segment);
    }

    @Override
    public void keep(long generation, long version) {
      kept.add(new SnapshotInfo(generation, version, 0));
    }

    @Override
    public void writer(long epoch) {
      writers.add(epoch);
    }

    @Override
    public void restore(long id) {
      restores.add(id);
    }
  }
}
