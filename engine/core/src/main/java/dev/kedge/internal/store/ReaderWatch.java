package dev.kedge.internal.store;

import dev.kedge.internal.page.ReaderSpans;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Warns of a reader that stays open while the database is rewritten around it: what it may still
 * read can't be used again, so the file is larger by that much. Belongs to the thread that holds
 * the checkpoint.
 */
final class ReaderWatch {

  /** Below this nobody minds. */
  private static final long LEAST_BYTES = 1 << 20;

  private final Store store;

  ReaderWatch(Store store) {
    this.store = store;
  }

  /**
   * After a checkpoint: tells of the oldest reader, once, if more than a quarter of the file is
   * kept for it. Where all has been rewritten since, that is about a third: another is the present
   * content, and another what the next checkpoint writes to.
   */
  void look() {
    ReaderRegistry.@Nullable Pin oldest = store.readers().oldestPin();
    if (oldest == null) {
      return;
    }
    long bytes = bytesKeptFor(oldest);
    boolean isMuch = bytes >= LEAST_BYTES && bytes > store.pages().size() / 4;
    if (isMuch && oldest.isToldFirst()) {
      Duration age = Duration.ofNanos(System.nanoTime() - oldest.openedNanos());
      long version = oldest.version();
      String thread = oldest.thread();
      store.notifier().tell(listener -> listener.onOldReader(thread, version, age, bytes));
    }
  }

  /** Pages of the file, or all of an earlier file that a compaction has replaced. */
  private long bytesKeptFor(ReaderRegistry.Pin pin) {
    return pin.mayRead(store.pages())
        ? store.allocator().pagesKeptFor(ReaderSpans.of(List.of(pin.span())))
            * store.pages().pageSize()
        : pin.state().pages().size();
  }
}
