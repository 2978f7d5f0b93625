package dev.kedge.replica;

import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.ReplicaGapException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What continues a follower at its destination. As a rule it lists only what is behind its
 * position. All is listed when that does not continue it, when another writer has come, when the
 * heartbeat tells of more, and now and then when there is no heartbeat.
 */
final class FollowSource {

  private static final Duration LIST_ALL = Duration.ofMinutes(1);
  private static final int PAGE = 1000;
  private static final String WITHOUT = "promote the follower to go on without it";

  private final ReplicaClient client;
  private final InstantSource clock;
  private Optional<WriterClaim> writer = Optional.empty();
  private final Due listAll = new Due();
  private Optional<Heartbeat> there = Optional.empty();
  private volatile Optional<Seen> seen = Optional.empty();

  /**
   * A heartbeat of the writer that counts.
   *
   * @param at when it came, by the clock of this host
   */
  record Seen(Heartbeat heartbeat, Instant at) {}

  FollowSource(ReplicaClient client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  ReplicaClient client() {
    return client;
  }

  /** The last heartbeat of the newest writer, unless three were missed since. */
  Optional<Seen> freshHeartbeat() {
    return notStale().filter(one -> one.heartbeat.epoch() >= writerEpoch());
  }

  private Optional<Seen> notStale() {
    Instant now = clock.instant();
    return seen.filter(one -> !one.heartbeat.isStale(one.at, now));
  }

  /** Looks at everything the next time. */
  void forget() {
    writer = Optional.empty();
  }

  /** The segments that continue a position. */
  List<RestorePlan.Part> next(Position at) {
    readHeartbeat();
    if (writer.isEmpty() || client.find(Layout.writer(writerEpoch() + 1)).isPresent()) {
      return listAll(at);
    }
    List<RestorePlan.Part> behind = listBehind(at);
    boolean last = behind.isEmpty() ? !isMoreExpected(at) : writer.get().isNewest(client);
    return last ? behind : listAll(at);
  }

  /**
   * The clock of another host tells only how old the first one is that is read: that a later one
   * came is seen here.
   */
  private void readHeartbeat() {
    Instant now = clock.instant();
    Optional<Seen> before = seen;
    there = Heartbeat.readIfSound(client);
    there
        .filter(beat -> beat.epoch() >= Math.max(writerEpoch(), lastEpoch()))
        .filter(beat -> before.filter(one -> one.heartbeat.equals(beat)).isEmpty())
        .ifPresent(
            beat -> {
              boolean old = before.isEmpty() && beat.time().isBefore(now);
              seen = Optional.of(new Seen(beat, old ? beat.time() : now));
            });
  }

  private long writerEpoch() {
    return writer.map(WriterClaim::epoch).orElse(0L);
  }

  private long lastEpoch() {
    return seen.map(one -> one.heartbeat.epoch()).orElse(0L);
  }

  private boolean isMoreExpected(Position at) {
    if (listAll.isOver(clock.instant())) {
      return true;
    }
    return freshHeartbeat()
        .map(one -> one.heartbeat.proved())
        .filter(
            proved ->
                proved.version() > at.version()
                    || (proved.version() > 0 && proved.generation() != at.generation()))
        .isPresent();
  }

  /** Segments of the same generation that begin just behind a position. */
  private List<RestorePlan.Part> listBehind(Position at) {
    String prefix = Layout.segments(at.generation());
    Segments found = new Segments();
    client
        .list(prefix, prefix + Layout.hex(at.version()) + "~", PAGE)
        .objects()
        .forEach(object -> Layout.visit(client.url(), object, found));
    List<RestorePlan.Part> parts = new ArrayList<>();
    long version = at.version();
    for (SegmentInfo segment : found.list) {
      if (segment.firstVersion() == version + 1 && segment.epoch() == writerEpoch()) {
        parts.add(new RestorePlan.Part(segment, segment.lastVersion()));
        version = segment.lastVersion();
      }
    }
    return parts;
  }

  private List<RestorePlan.Part> listAll(Position at) {
    return Relisting.attempt(() -> listAllOnce(at));
  }

  private List<RestorePlan.Part> listAllOnce(Position at) {
    Destination destination = Destination.listFilled(client);
    Optional<GenerationInfo> current = destination.current();
    forgetIfBegunAnew(destination);
    if (current.isEmpty()) {
      listAll.in(LIST_ALL, clock.instant());
      return List.of();
    }
    Line line = Line.of(destination, current.get().generation());
    Optional<HeartbeatCheck> check =
        there.or(() -> seen.map(Seen::heartbeat)).map(one -> new HeartbeatCheck(destination, one));
    check.ifPresent(one -> one.refuseLostGeneration(line, WITHOUT));
    if (!line.reaches(at)) {
      line.refuseDamageBefore();
      throw new GenerationMismatchException(
          client.url()
              + " goes on in generation "
              + Layout.hex(current.get().generation())
              + ", which does not descend from "
              + at
              + ": seed the follower again");
    }
    List<RestorePlan.Part> parts =
        line.chain(at.version()).stream()
            .map(link -> new RestorePlan.Part(link.segment(), link.through()))
            .toList();
    if (parts.isEmpty()) {
      refuseGap(line, at);
      check.ifPresent(one -> one.refuseLostEnd(line, at.version(), WITHOUT));
    }
    // Not before: what was refused once is looked at again until it is mended.
    listAll.in(LIST_ALL, clock.instant());
    writer = Optionals.ifThere(() -> WriterClaim.read(client, destination.epoch()));
    return parts;
  }

  /** Where somebody began anew, epochs are counted from the first again. */
  private void forgetIfBegunAnew(Destination destination) {
    if (there.filter(beat -> beat.epoch() < lastEpoch()).isPresent()
        && destination.epoch() < lastEpoch()) {
      seen = Optional.empty();
    }
  }

  /** Newer states without a way to them never go unseen. */
  private void refuseGap(Line line, Position at) {
    Optional<SegmentInfo> behind = line.firstBehind(at.version());
    behind.ifPresent(segment -> refuseGap(line, at, segment.firstVersion()));
    List<SnapshotInfo> snapshots = line.snapshots();
    long newest = snapshots.isEmpty() ? 0 : snapshots.get(snapshots.size() - 1).version();
    if (newest > at.version() && !isStillShipped(newest)) {
      refuseGap(line, at, newest + 1);
    }
  }

  private void refuseGap(Line line, Position at, long found) {
    line.refuseDamageBefore();
    throw ReplicaGapException.at(
        client.url(),
        at.version() + 1,
        found,
        "put back what is, or let the follower at " + at + " be seeded again");
  }

  /** Whether a writer that lives has not proved a version: a snapshot may overtake its log. */
  private boolean isStillShipped(long version) {
    return notStale().filter(one -> one.heartbeat.proved().version() < version).isPresent();
  }

  /** The segments in a listing. */
  private static final class Segments implements Layout.Visitor {
    private final List<SegmentInfo> list = new ArrayList<>();

    @Override
    public void segment(SegmentInfo segment) {
      list.add(segment);
    }
  }
}
