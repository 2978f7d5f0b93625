package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.ReplicaGapException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The segments of the log in their order, and the pins that keep them from being discarded. Each
 * segment but the last is sealed: the next one's header tells where it ends. Any thread may use it.
 */
final class SegmentList {

  private final ArrayList<Segment> segments;
  private final Set<Pin> pins = new HashSet<>();

  SegmentList(List<Segment> segments) {
    this.segments = new ArrayList<>(segments);
  }

  /** Keeps a segment, and all behind it, from being discarded. */
  static final class Pin {
    private @Nullable Segment segment;
    private long afterVersion;

    private Pin(@Nullable Segment segment, long afterVersion) {
      this.segment = segment;
      this.afterVersion = segment == null ? afterVersion : segment.firstVersion() - 1;
    }
  }

  /** Adds a segment that is active from now on. */
  synchronized void add(Segment segment) {
    segments.add(segment);
  }

  /** The segments of this moment, oldest first. */
  synchronized List<Segment> snapshot() {
    return List.copyOf(segments);
  }

  synchronized @Nullable Segment first() {
    return segments.isEmpty() ? null : segments.get(0);
  }

  synchronized @Nullable Segment last() {
    return segments.isEmpty() ? null : segments.get(segments.size() - 1);
  }

  /** The segment that follows one, which itself may have been discarded. */
  synchronized @Nullable Segment after(Segment segment) {
    if (segments.isEmpty()) {
      return null;
    }
    long first = segments.get(0).header().sequence();
    long index = Math.max(0, segment.header().sequence() + 1 - first);
    return index < segments.size() ? segments.get((int) index) : null;
  }

  /**
   * Pins everything after a version.
   *
   * @param lastVersion the last version of the log, which was read before this call
   * @throws ReplicaGapException if the log does not hold, or end with, that version's successor
   */
  synchronized Pin pin(long afterVersion, long lastVersion) {
    long first = segments.isEmpty() ? lastVersion + 1 : segments.get(0).firstVersion();
    if (afterVersion > lastVersion || afterVersion + 1 < first) {
      throw new ReplicaGapException(afterVersion + 1, first);
    }
    Pin pin = new Pin(holding(afterVersion + 1), afterVersion);
    pins.add(pin);
    return pin;
  }

  /** The segment where a pin begins; nothing as long as the log has none. */
  synchronized @Nullable Segment pinned(Pin pin) {
    if (pin.segment == null) {
      pin.segment = holding(pin.afterVersion + 1);
    }
    return pin.segment;
  }

  /** Lets a pin keep only what begins with a later segment. */
  synchronized void move(Pin pin, Segment segment) {
    pin.segment = segment;
    pin.afterVersion = segment.firstVersion() - 1;
  }

  synchronized void unpin(Pin pin) {
    pins.remove(pin);
  }

  private @Nullable Segment holding(long version) {
    Segment found = null;
    for (Segment segment : segments) {
      if (segment.firstVersion() > version) {
        break;
      }
      found = segment;
    }
    return found;
  }

  /**
   * Takes the oldest segment out of the list, if it is sealed, ends at or before a version and no
   * pin needs it.
   *
   * @return it and the one behind, or an empty list
   */
  synchronized List<Segment> removeOldest(long throughVersion) {
    if (segments.size() < 2) {
      return List.of();
    }
    Segment next = segments.get(1);
    long lastVersion = next.firstVersion() - 1;
    boolean pinned = pins.stream().anyMatch(pin -> pin.afterVersion < lastVersion);
    if (lastVersion > throughVersion || pinned) {
      return List.of();
    }
    return List.of(segments.remove(0), next);
  }

  /**
   * The segments of a moment, oldest first, and where the log ended then.
   *
   * @param end lies in the last of the segments
   */
  record View(List<Segment> segments, LogPoint end) {

    /** What is known of each segment. */
    List<SegmentInfo> describe() {
      List<SegmentInfo> infos = new ArrayList<>();
      for (int i = 0; i < segments.size(); i++) {
        SegmentHeader header = segments.get(i).header();
        SegmentHeader next = i + 1 < segments.size() ? segments.get(i + 1).header() : null;
        long endLsn = next == null ? end.lsn() : next.baseLsn();
        infos.add(
            new SegmentInfo(
                header.sequence(),
                segments.get(i).file(),
                header.firstVersion(),
                next == null ? end.version() : next.firstVersion() - 1,
                header.fileOffset(endLsn),
                next == null ? end.timeMicros() : next.timeMicros(),
                endLsn > header.baseLsn() ? header.generation() : header.generationBefore()));
      }
      return infos;
    }

    /** The forks in force, oldest first. */
    List<Ancestor> forks() {
      List<Ancestor> forks = new ArrayList<>();
      for (int i = 0; i < segments.size(); i++) {
        SegmentHeader header = segments.get(i).header();
        Ancestor parent = header.parent();
        long endLsn = i + 1 < segments.size() ? segments.get(i + 1).baseLsn() : end.lsn();
        if (parent != null && endLsn > header.baseLsn()) {
          forks.add(parent);
        }
      }
      return forks;
    }
  }
}
