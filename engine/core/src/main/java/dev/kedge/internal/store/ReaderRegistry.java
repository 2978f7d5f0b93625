package dev.kedge.internal.store;

import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.page.PageFile;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who reads which version, so that no page is written again that a reader may still come to.
 *
 * <p>A point read takes one of a fixed set of slots for its short time, with one compare-and-set;
 * snapshots, cursors and long operations take a {@link Pin}. Both announce a version first and look
 * at the published state only then: whoever is not seen by {@link #oldest} will therefore see a
 * state at least as new as the one published before that call. The scheme is that of LMDB's reader
 * table.
 *
 * <p>All methods may be called from any thread.
 */
final class ReaderRegistry {

  private static final int SLOTS = 256;

  /** Slots are a cache line apart, so that readers don't slow each other down. */
  private static final int STRIDE = 8;

  private final AtomicLongArray slots = new AtomicLongArray(SLOTS * STRIDE);
  private final Set<Pin> pins = ConcurrentHashMap.newKeySet();

  /** A reader that stays for longer. */
  final class Pin implements AutoCloseable {
    private volatile long announced;
    private final long openedNanos = System.nanoTime();
    private final String thread = Thread.currentThread().getName();
    private volatile @Nullable Published state;
    private boolean told;

    private Pin(long announced) {
      this.announced = announced;
    }

    /** What it reads. */
    Published state() {
      Published current = state;
      if (current == null) {
        throw new AssertionError("a pin is given out only with its state");
      }
      return current;
    }

    /** The tree it reads, if it reads this file: a compaction leaves readers with the old one. */
    @Nullable NodeRef rootIn(PageFile pages) {
      Published current = state;
      return current == null || current.pages() != pages ? null : current.root();
    }

    /** Protects an older state too, which must be safe from being given up by other means. */
    void lowerTo(long version) {
      announced = Math.min(announced, version);
    }

    long openedNanos() {
      return openedNanos;
    }

    String thread() {
      return thread;
    }

    /** True for the first call: a reader is told of once. Called by one thread at a time. */
    boolean isToldFirst() {
      boolean first = !told;
      told = true;
      return first;
    }

    long version() {
      return announced;
    }

    /** Lets the version go. A second call does nothing. */
    @Override
    public void close() {
      pins.remove(this);
    }
  }

  /**
   * Takes a slot for a short read.
   *
   * @param version one that is or was published
   * @return the slot, for {@link #leave}
   */
  int enter(long version) {
    int start = (int) Thread.currentThread().getId() & (SLOTS - 1);
    while (true) {
      for (int i = 0; i < SLOTS; i++) {
        int slot = ((start + i) & (SLOTS - 1)) * STRIDE;
        if (slots.getPlain(slot) == 0 && slots.compareAndSet(slot, 0, version + 1)) {
          return slot;
        }
      }
      Thread.onSpinWait();
    }
  }

  /** Gives a slot back. */
  void leave(int slot) {
    slots.setRelease(slot, 0);
  }

  /** Pins the state that is published now. */
  Pin pin(Supplier<Published> published) {
    Pin pin = new Pin(published.get().version());
    pins.add(pin);
    pin.state = published.get();
    return pin;
  }

  /** The lowest version that may be read now, or {@link Long#MAX_VALUE} if nobody reads. */
  long oldest() {
    long oldest = Long.MAX_VALUE;
    for (int i = 0; i < SLOTS; i++) {
      long value = slots.get(i * STRIDE);
      if (value != 0) {
        oldest = Math.min(oldest, value - 1);
      }
    }
    for (Pin pin : pins) {
      oldest = Math.min(oldest, pin.announced);
    }
    return oldest;
  }

  /** The pin of the lowest version, or null if there is none. */
  @Nullable Pin oldestPin() {
    Pin oldest = null;
    for (Pin pin : pins) {
      if (oldest == null || pin.announced < oldest.announced) {
        oldest = pin;
      }
    }
    return oldest;
  }

  /** The pins at this moment. */
  Collection<Pin> pins() {
    return pins;
  }
}
