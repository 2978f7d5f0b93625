package dev.kedge.internal.store;

import dev.kedge.HoldInfo;
import dev.kedge.Holds;
import dev.kedge.LimitExceededException;
import dev.kedge.internal.store.InstanceState.Hold;
import dev.kedge.internal.wal.SegmentInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Log holds: named wishes, kept across restarts, that the log after a version stays, each with a
 * cap on how much it may keep. Any thread may use it.
 */
public final class HoldRegistry implements Holds {

  private static final int MAX_NAME = 64;

  /** They are kept in one small file, which is rewritten with each change. */
  private static final int MAX_HOLDS = 1000;

  private final Store store;
  private final InstanceKeeper instance;

  HoldRegistry(Store store, InstanceKeeper instance) {
    this.store = store;
    this.instance = instance;
  }

  @Override
  public HoldInfo create(String name, long version, long capBytes) {
    store.checkWritableMaintenance();
    checkName(name);
    if (version < 0) {
      throw new IllegalArgumentException("a version is not negative: " + version);
    }
    if (capBytes < 1) {
      throw new IllegalArgumentException("the cap of a hold is at least 1 byte: " + capBytes);
    }
    store.keeper().discardLock().lock();
    try {
      // Under the lock nothing is discarded, so what the log has now stays until the hold is there.
      store.log().read(version).close();
      Hold hold = new Hold(name, version, capBytes, Micros.of(store.options().clock().instant()));
      instance.update(state -> state.withHolds(added(state.holds(), hold)));
      return info(hold, store.log().segments());
    } finally {
      store.keeper().discardLock().unlock();
    }
  }

  private static List<Hold> added(List<Hold> holds, Hold hold) {
    if (find(holds, hold.name()).isPresent()) {
      throw new IllegalArgumentException("there is a hold named " + hold.name() + " already");
    }
    if (holds.size() == MAX_HOLDS) {
      throw new LimitExceededException("log holds", MAX_HOLDS, MAX_HOLDS + 1L);
    }
    List<Hold> more = new ArrayList<>(holds);
    more.add(hold);
    return more;
  }

  private static void checkName(String name) {
    if (name.length() > MAX_NAME || !name.matches("[A-Za-z0-9._-]+")) {
      throw new IllegalArgumentException(
          "a hold's name has 1 to "
              + MAX_NAME
              + " letters, digits, dots, underscores, dashes: '"
              + name
              + "'");
    }
  }

  private static Optional<Hold> find(List<Hold> holds, String name) {
    return holds.stream().filter(hold -> hold.name().equals(name)).findFirst();
  }

  @Override
  public boolean advance(String name, long version) {
    store.fence().checkOpen();
    // What is durable can be shipped, a moment before readers see it.
    long last = Math.max(store.position().version(), store.log().forcedVersion());
    if (version > last) {
      throw new IllegalArgumentException(
          "version " + version + " is not there yet, the last commit is " + last);
    }
    boolean[] known = {false};
    instance.updateLazily(
        state -> {
          known[0] = find(state.holds(), name).isPresent();
          return state.withHolds(
              state.holds().stream()
                  .map(hold -> hold.name().equals(name) ? hold.atLeast(version) : hold)
                  .toList());
        });
    return known[0];
  }

  @Override
  public boolean drop(String name) {
    store.checkWritableMaintenance();
    boolean known = find(instance.state().holds(), name).isPresent();
    instance.update(state -> state.withHolds(without(state.holds(), name)));
    return known;
  }

  private static List<Hold> without(List<Hold> holds, String name) {
    return holds.stream().filter(hold -> !hold.name().equals(name)).toList();
  }

  @Override
  public List<HoldInfo> list() {
    store.fence().checkOpen();
    List<SegmentInfo> segments = store.log().segments();
    return instance.state().holds().stream().map(hold -> info(hold, segments)).toList();
  }

  private static HoldInfo info(Hold hold, List<SegmentInfo> segments) {
    return new HoldInfo(
        hold.name(),
        hold.version(),
        hold.capBytes(),
        heldBytes(hold, segments),
        Micros.instant(hold.createdMicros()));
  }

  /** The log that is there for the hold. The newest segment stays anyway, and does not count. */
  private static long heldBytes(Hold hold, List<SegmentInfo> segments) {
    return segments.stream()
        .limit(Math.max(0, segments.size() - 1))
        .filter(segment -> segment.lastVersion() > hold.version())
        .mapToLong(SegmentInfo::bytes)
        .sum();
  }

  /** Drops the holds that keep more than their cap, and tells. */
  void enforceCaps() {
    List<SegmentInfo> segments = store.log().segments();
    for (Hold hold : instance.state().holds()) {
      long held = heldBytes(hold, segments);
      if (held > hold.capBytes()) {
        instance.update(state -> state.withHolds(without(state.holds(), hold.name())));
        HoldDroppedEvent event = new HoldDroppedEvent();
        event.hold = hold.name();
        event.heldBytes = held;
        event.commit();
        String reason = "it kept " + held + " bytes of log, and its cap is " + hold.capBytes();
        store.notifier().tell(on -> on.onHoldDropped(hold.name(), hold.version(), reason));
      }
    }
  }

  /** Whether a hold is at a version behind this one. */
  boolean reachBeyond(long version) {
    return instance.state().holds().stream().anyMatch(hold -> hold.version() > version);
  }

  /** The version through which no hold needs the log. */
  long releasedThrough() {
    return instance.state().holds().stream().mapToLong(Hold::version).min().orElse(Long.MAX_VALUE);
  }
}
