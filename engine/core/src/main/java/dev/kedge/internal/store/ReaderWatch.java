package dev.kedge.internal.store;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Warns of a reader that stays open while the database is rewritten around it: what it may still
 * read can't be used again, so the file grows. Belongs to the thread that holds the checkpoint.
 */
final class ReaderWatch {

  /** Below this nobody minds. */
  private static final long LEAST_BYTES = 1 << 20;

  private final Store store;

  ReaderWatch(Store store) {
    this.store = store;
  }

  /** After a checkpoint: tells of the oldest reader, once, if half of the file is kept for it. */
  void look() {
    ReaderRegistry.@Nullable Pin oldest = store.readers().oldestPin();
    if (oldest == null) {
      return;
    }
    long pages = store.allocator().pagesKeptFor(oldest.version());
    long bytes = pages * store.pages().pageSize();
    boolean isMuch = bytes >= LEAST_BYTES && pages > store.allocator().pageCount() / 2;
    if (isMuch && oldest.isToldFirst()) {
      Duration age = Duration.ofNanos(System.nanoTime() - oldest.openedNanos());
      long version = oldest.version();
      String thread = oldest.thread();
      store.notifier().tell(listener -> listener.onOldReader(thread, version, age, bytes));
    }
  }
}
