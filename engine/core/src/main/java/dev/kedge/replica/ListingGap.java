package dev.kedge.replica;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Something that seems to be missing in a listing. Objects come and go while a destination is
 * listed, and a directory may show one that was added meanwhile without one that was added before
 * it. What is missing in two listings, one after the other, is not there: before a later object was
 * seen in the first, it would have been there for the second.
 *
 * @param generation the generation
 * @param firstVersion the version that no segment has, though one has a later; 0 for the parent
 */
record ListingGap(long generation, long firstVersion) {

  /** The gaps in a listing. */
  static Set<ListingGap> in(Destination destination) {
    Set<ListingGap> gaps = new HashSet<>();
    destination.withoutParent().forEach(generation -> gaps.add(new ListingGap(generation, 0)));
    Map<Long, Long> reached = new HashMap<>();
    for (SegmentInfo segment : destination.segments()) {
      long generation = segment.generation();
      long last = reached.computeIfAbsent(generation, one -> beginning(destination, segment));
      if (segment.firstVersion() > last + 1) {
        gaps.add(new ListingGap(generation, last + 1));
      }
      reached.merge(generation, segment.lastVersion(), Math::max);
    }
    return gaps;
  }

  /** The version that the first segment of a generation continues, if that is known. */
  private static long beginning(Destination destination, SegmentInfo first) {
    long before = first.firstVersion() - 1;
    boolean isAtFork =
        destination
            .known(first.generation())
            .flatMap(GenerationInfo::parent)
            .filter(at -> at.version() >= before)
            .isPresent();
    boolean isAtSnapshot =
        destination.snapshots().stream()
            .anyMatch(one -> one.generation() == first.generation() && one.version() >= before);
    return isAtFork || isAtSnapshot ? before : 0;
  }
}
