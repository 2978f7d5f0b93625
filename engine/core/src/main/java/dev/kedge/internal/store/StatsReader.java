package dev.kedge.internal.store;

import dev.kedge.DatabaseStats;
import dev.kedge.internal.page.ReaderSpans;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the figures of a store together. */
final class StatsReader {

  private StatsReader() {}

  static DatabaseStats read(Store store) {
    Published state = store.published();
    StoreStats stats = store.stats();
    long now = System.nanoTime();
    ReaderRegistry.@Nullable Pin oldest = null;
    int readers = 0;
    List<ReaderSpans.Span> spans = new ArrayList<>();
    for (ReaderRegistry.Pin pin : store.readers().pins()) {
      readers++;
      if (pin.mayRead(store.pages())) {
        spans.add(pin.span());
      }
      if (oldest == null || pin.openedNanos() - oldest.openedNanos() < 0) {
        oldest = pin;
      }
    }
    return new DatabaseStats(
        state.position(),
        store.log().forcedVersion(),
        store.pages().metas().newest().version(),
        store.role(),
        store.fence().isRaised(),
        state.entries(),
        store.pages().pageSize(),
        store.pages().size(),
        store.allocator().pageCount(),
        store.allocator().freePages(),
        store.throttle().dirtyBytes(),
        store.log().bytes(),
        store.log().firstVersion(),
        stats.tornLog,
        store.keeper().archiver().archivedVersion(),
        store.keeper().archiver().lastFailure(),
        readers,
        store.allocator().pagesKeptFor(ReaderSpans.of(spans)),
        Math.min(store.readers().oldest(), state.version()),
        oldest == null ? Duration.ZERO : Duration.ofNanos(now - oldest.openedNanos()),
        oldest == null ? null : oldest.thread(),
        stats.commits.sum(),
        stats.conflicts.sum(),
        stats.groups.sum(),
        stats.largestGroup.get(),
        stats.loggedBytes.get(),
        stats.syncs.sum(),
        stats.checkpoints.sum(),
        stats.checkpointBytes.sum(),
        Duration.ofNanos(stats.lastCheckpointNanos.get()),
        stats.stalls.sum(),
        Duration.ofNanos(stats.stallNanos.sum()),
        stats.commitLatency.snapshot(),
        stats.syncLatency.snapshot());
  }
}
