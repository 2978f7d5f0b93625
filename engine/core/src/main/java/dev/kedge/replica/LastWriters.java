package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Finds out who wrote last to a destination, and in which generation: by the epochs that were
 * claimed, and what there is of each.
 */
final class LastWriters {

  private final Destination destination;
  private final NavigableSet<Long> claimed;
  private final Map<Long, DestinationException> damaged;

  /**
   * Those at a destination.
   *
   * @param claimed the epochs
   * @param damaged the generations of which nobody knows who began them, and why
   */
  LastWriters(
      Destination destination,
      NavigableSet<Long> claimed,
      Map<Long, DestinationException> damaged) {
    this.destination = destination;
    this.claimed = claimed;
    this.damaged = damaged;
  }

  /** An epoch of which there is a state, and the generation that its writer was in. */
  record Last(long epoch, GenerationInfo generation) {}

  /** As {@link Destination#epoch}. */
  long epoch() {
    checkClaims();
    return newestClaim();
  }

  /** The highest epoch that anything there tells of, claimed or not: claims may be lost. */
  long highestEpoch() {
    LongStream ofGenerations = destination.generations().stream().mapToLong(GenerationInfo::epoch);
    LongStream ofSegments = destination.segments().stream().mapToLong(SegmentInfo::epoch);
    return LongStream.concat(ofGenerations, ofSegments).reduce(newestClaim(), Math::max);
  }

  private long newestClaim() {
    return claimed.isEmpty() ? 0 : claimed.last();
  }

  private void checkClaims() {
    for (GenerationInfo one : destination.generations()) {
      if (one.epoch() > newestClaim()) {
        throw new DestinationException(
            destination.client().url(),
            Layout.writer(one.epoch()),
            "is missing, with which generation "
                + Layout.hex(one.generation())
                + " was begun: put it back, or say which generation is wanted; to write there, take"
                + " over",
            null);
      }
    }
  }

  /**
   * The last one of whom there is a state.
   *
   * @return empty if nothing was stored yet
   * @throws DestinationException if it may be one of whom nobody knows which generation he began,
   *     or whose generation is not there
   */
  Optional<Last> last() {
    Optional<Last> last = lastKnown();
    refuseDamagedSince(last);
    if (last.filter(one -> one.epoch == newestClaim()).isEmpty()) {
      refuseLost(last);
    }
    return last;
  }

  /** The epoch of the last one of whom there is a state; 0 if there is none. */
  long lastEpoch() {
    return lastKnown().map(Last::epoch).orElse(0L);
  }

  /** Refuses what is older than the generation that was claimed for last, if that is not there. */
  private void refuseLost(Optional<Last> last) {
    List<String> stored =
        destination.generations().stream()
            .filter(destination::hasContent)
            .map(one -> Layout.hex(one.generation()))
            .toList();
    if (stored.isEmpty()) {
      return;
    }
    WriterClaim claim = WriterClaim.read(destination.client(), newestClaim());
    long generation = claim.position().generation();
    if (last.isEmpty() || !destination.has(generation)) {
      throw DestinationException.missing(
          destination.client().url(),
          "generation " + Layout.hex(generation),
          "is not there as it was, in which the last writer is, "
              + claim
              + ": put back what is missing, or ask for one of the generations "
              + stored
              + " to do without it");
    }
  }

  /** Refuses to take a generation for the current one where a damaged one may be newer. */
  private void refuseDamagedSince(Optional<Last> last) {
    for (Map.Entry<Long, DestinationException> one : damaged.entrySet()) {
      if (last.isEmpty()) {
        throw one.getValue();
      }
      if (!isBefore(one.getKey(), last.get())) {
        throw notCurrentForSure(one.getValue(), last.get().generation);
      }
    }
  }

  private DestinationException notCurrentForSure(DestinationException why, GenerationInfo last) {
    return DestinationException.damaged(
        destination.client().url(),
        why.object(),
        "is damaged or missing, and its generation may be the one that was written last: put an"
            + " intact copy back, or ask for that generation, or for "
            + Layout.hex(last.generation()),
        why);
  }

  /** Whether a generation has segments of older writers only. */
  private boolean isBefore(long generation, Last last) {
    List<SegmentInfo> own =
        destination.segments().stream()
            .filter(segment -> segment.generation() == generation)
            .toList();
    return !own.isEmpty() && own.stream().allMatch(segment -> segment.epoch() < last.epoch);
  }

  /**
   * The epochs that say nothing any more, in their order: those before the one that tells which
   * generation is the current one. That nobody needs their claims to know that he is fenced is
   * shown at {@link WriterClaim#isNewest}.
   */
  List<Long> supersededEpochs() {
    return lastKnown()
        .map(last -> List.copyOf(claimed.headSet(last.epoch, false)))
        .orElse(List.of());
  }

  private Optional<Last> lastKnown() {
    checkClaims();
    for (long epoch : claimed.descendingSet()) {
      Optional<GenerationInfo> found = newestBegunIn(epoch).or(() -> claimedFor(epoch));
      if (found.isPresent()) {
        return Optional.of(new Last(epoch, found.get()));
      }
    }
    return Optional.empty();
  }

  /** Of the generations that a writer began, the one that no other of them descends from. */
  private Optional<GenerationInfo> newestBegunIn(long epoch) {
    List<GenerationInfo> begun =
        destination.generations().stream()
            .filter(one -> one.epoch() == epoch && destination.hasContent(one))
            .toList();
    return begun.stream()
        .filter(one -> begun.stream().noneMatch(other -> isParent(one, other)))
        .findFirst();
  }

  private static boolean isParent(GenerationInfo one, GenerationInfo other) {
    return other.parent().filter(at -> at.generation() == one.generation()).isPresent();
  }

  /**
   * The generation that a writer went on with, if it is there.
   *
   * @throws DestinationException if the claim was deleted since it was listed: there is a newer one
   *     then, which is not in the list
   */
  private Optional<GenerationInfo> claimedFor(long epoch) {
    WriterClaim claim = WriterClaim.read(destination.client(), epoch);
    return sound(claim.position().generation()).filter(destination::hasContent);
  }

  private Optional<GenerationInfo> sound(long generation) {
    destination
        .damage(generation)
        .ifPresent(
            one -> {
              throw one;
            });
    return destination.known(generation);
  }
}
