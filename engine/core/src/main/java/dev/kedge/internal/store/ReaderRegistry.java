package dev.kedge.internal.store;

import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.ReaderSpans;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
  private volatile long lastGate;

  /** A reader that stays for longer. */
  final class Pin implements AutoCloseable {
    private volatile long announced;
    private volatile long gate;
    private final long openedNanos = System.nanoTime();
    private final String thread = Thread.currentThread().getName();
    private volatile @Nullable Published state;
    private boolean told;

    private Pin(long announced, long gate) {
      this.announced = announced;
      this.gate = gate;
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

    /** Whether it reads this file, as far as is known. */
    boolean mayRead(PageFile pages) {
      Published current = state;
      return current == null || current.pages() == pages;
    }

    /** What it needs. */
    ReaderSpans.Span span() {
      Published current = state;
      long highest = current == null ? Long.MAX_VALUE : current.version();
      return new ReaderSpans.Span(Math.max(announced, gate), highest);
    }

    /** Protects an older state too, which must be safe from being given up by other means. */
    void lowerTo(long version) {
      gate = 0;
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
    Pin pin = new Pin(published.get().version(), lastGate);
    pins.add(pin);
    pin.state = published.get();
    return pin;
  }

  /**
   * Notes that a checkpoint counts: who takes a pin from now on comes to no page that it gave up.
   *
   * @param gate above every version that was published until now
   */
  void noteCheckpoint(long gate) {
    lastGate = gate;
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

  /**
   * Where those are that may read a file now: a pin is known exactly once it has its state, of a
   * point read only the lowest version.
   */
  ReaderSpans spans(PageFile pages) {
    List<ReaderSpans.Span> spans = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      long value = slots.get(i * STRIDE);
      if (value != 0) {
        spans.add(new ReaderSpans.Span(value - 1, Long.MAX_VALUE));
      }
    }
    for (Pin pin : pins) {
      if (pin.mayRead(pages)) {
        spans.add(pin.span());
      }
    }
    return ReaderSpans.of(spans);
  }

  /**
   * Whether anybody may read a file still.
   *
   * @param last the last version that was published in it
   */
  boolean mayBeRead(PageFile pages, long last) {
    for (int i = 0; i < SLOTS; i++) {
      long value = slots.get(i * STRIDE);
      if (value != 0 && value - 1 <= last) {
        return true;
      }
    }
    return pins.stream().anyMatch(pin -> pin.announced <= last && pin.mayRead(pages));
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
