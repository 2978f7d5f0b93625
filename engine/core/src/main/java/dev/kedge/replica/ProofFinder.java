package dev.kedge.replica;

import dev.kedge.Ancestor;
import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.replica.Line.Link;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Finds what a destination has of a database's history, by names and one small read: the newest
 * snapshot, and the segments that follow it without a hole.
 */
final class ProofFinder {

  private final Destination destination;
  private final Database database;

  ProofFinder(Destination destination, Database database) {
    this.destination = destination;
    this.database = database;
  }

  /**
   * Refuses a destination of another database: retention would delete what that one stored.
   *
   * @throws GenerationMismatchException if there are generations, but neither one of the database
   *     nor one that comes from such
   */
  void refuseUnrelated() {
    Set<Long> own =
        database.ancestors().stream().map(Ancestor::generation).collect(Collectors.toSet());
    own.add(database.position().generation());
    boolean related =
        own.stream().anyMatch(destination::has)
            || destination.generations().stream()
                .flatMap(one -> one.parent().stream())
                .anyMatch(parent -> own.contains(parent.generation()));
    if (!destination.hasNoGeneration() && !related) {
      throw new GenerationMismatchException(
          destination.client().url()
              + " has the history of another database, of which nothing would be left: give "
              + database.path()
              + " a destination of its own");
    }
  }

  /**
   * Finds it.
   *
   * @param now when this is done
   * @param damage hears of snapshots and segments that can't be used
   * @return empty if the destination has nothing that the database can go on from
   * @throws GenerationMismatchException if the destination has commits that the database has not,
   *     or others, at the same versions
   */
  Optional<Proof> find(Instant now, Consumer<DestinationException> damage) {
    Position own = database.position();
    List<Position> ends = new ArrayList<>();
    for (Ancestor left : database.ancestors()) {
      ends.add(new Position(left.generation(), left.version()));
    }
    ends.add(new Position(own.generation(), Long.MAX_VALUE));
    Collections.reverse(ends);
    for (Position end : ends) {
      Optional<Proof> proof = findOn(end, now, damage);
      if (proof.isPresent()) {
        return proof;
      }
    }
    return Optional.empty();
  }

  private Optional<Proof> findOn(
      Position lineEnd, Instant now, Consumer<DestinationException> damage) {
    if (!destination.has(lineEnd.generation())) {
      return Optional.empty();
    }
    Line line = Line.until(destination, lineEnd);
    // By names, as what they name may be damaged.
    line.snapshots().forEach(one -> refuseAhead(one.version()));
    refuseAhead(line.lastStored());
    return line.newestSound(damage).map(base -> proof(line, base, now, damage));
  }

  private void refuseAhead(long version) {
    if (version > database.position().version()) {
      throw ahead(version);
    }
  }

  private Proof proof(
      Line line, SnapshotInfo base, Instant now, Consumer<DestinationException> damage) {
    List<Link> chain = withoutDamagedEnd(line.chain(base.version()), damage);
    long version = Line.end(base.version(), chain);
    OptionalLong history = historyAfter(base, chain);
    checkHistory(version, history);
    Position position = chain.isEmpty() ? base.position() : line.position(version);
    return new Proof(position, history, now, OptionalLong.empty());
  }

  /** The last segments are stored again, by a higher epoch, if they can't be used. */
  private List<Link> withoutDamagedEnd(List<Link> chain, Consumer<DestinationException> damage) {
    List<Link> intact = new ArrayList<>(chain);
    while (!intact.isEmpty() && isDamaged(intact.get(intact.size() - 1), damage)) {
      intact.remove(intact.size() - 1);
    }
    return intact;
  }

  private boolean isDamaged(Link link, Consumer<DestinationException> damage) {
    try {
      destination.head(link.segment());
      return false;
    } catch (DestinationException e) {
      if (!e.isDamaged()) {
        throw e;
      }
      damage.accept(e);
      return true;
    }
  }

  private OptionalLong historyAfter(SnapshotInfo base, List<Link> chain) {
    if (chain.isEmpty()) {
      return OptionalLong.of(destination.outline(base).historyChecksum());
    }
    Link last = chain.get(chain.size() - 1);
    return last.isCut()
        ? OptionalLong.empty()
        : OptionalLong.of(destination.head(last.segment()).historyAfter());
  }

  private void checkHistory(long version, OptionalLong history) {
    OptionalLong own = database.historyChecksum(version);
    if (own.isPresent() && history.isPresent() && own.getAsLong() != history.getAsLong()) {
      throw diverged(destination.client(), database, version);
    }
  }

  /** A destination that has other commits than a database at the same versions. */
  static GenerationMismatchException diverged(
      ReplicaClient client, Database database, long version) {
    return new GenerationMismatchException(
        client.url()
            + " and "
            + database.path()
            + " have different commits at or before version "
            + version
            + ": give this database a destination of its own, under another name");
  }

  private GenerationMismatchException ahead(long version) {
    return new GenerationMismatchException(
        destination.client().url()
            + " has commits through version "
            + version
            + " of the generation of "
            + database.path()
            + ", which is at "
            + database.position()
            + " only, as an older copy put back is: restore the latest state under another name and"
            + " go on with that, or give this copy a destination of its own, under another name");
  }
}
