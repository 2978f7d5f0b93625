package dev.kedge.internal.store;

import dev.kedge.ApplyResult;
import dev.kedge.BackupFormatException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shipped log in files: one stream, or a directory as an archive fills it, of which the files are
 * applied that continue the replica, one after another, until there is none.
 */
public final class LogInput {

  private final Store store;
  private final Storage storage;
  private final ProgressListener listener;
  private long doneBefore;

  /** Applies files to this store. */
  public LogInput(Store store, ProgressListener listener) {
    this.store = store;
    this.storage = store.files().storage();
    this.listener = listener;
  }

  /** Applies a file or directory; see {@code dev.kedge.Database#applyWal(Path)}. */
  public ApplyResult apply(Path source, ApplyTarget target) {
    if (!storage.isDirectory(source)) {
      return applyFile(source, target, true);
    }
    long start = System.nanoTime();
    List<ArchivedRange> ranges = ArchivedRange.list(storage, source);
    Totals totals = new Totals();
    Optional<ArchivedRange> next = next(ranges);
    while (next.isPresent() && (target.isEnd() || !totals.reached)) {
      totals.add(applyRange(next.get(), target));
      next = next(ranges);
    }
    if (totals.last == null) {
      totals.add(nothing(target));
    }
    if (target.isEnd() || !totals.reached) {
      refuseHole(ranges);
    }
    if (totals.applied == 0) {
      refuseForeign(source, ranges);
    }
    if (!totals.reached) {
      throw target.outside(store.published(), "the end of " + source + ", which is applied");
    }
    return totals.result(Duration.ofNanos(System.nanoTime() - start));
  }

  private ApplyResult nothing(ApplyTarget target) {
    Published state = store.published();
    boolean reached = target.isEnd() || target.isReachedBy(state);
    return new ApplyResult(state.position(), 0, 0, null, reached, Duration.ZERO);
  }

  private ApplyResult applyRange(ArchivedRange range, ApplyTarget target) {
    range.requireStart(storage);
    ApplyResult result = applyFile(range.file(), target, false);
    boolean whole = target.isEnd() || !result.reachedTarget();
    long end = store.position().version();
    if (whole && end != range.lastVersion()) {
      throw range.misnamed("ends with version " + end + ", through which it is applied");
    }
    return result;
  }

  /**
   * Applies one file.
   *
   * @param alone whether there are no others, so that the target must be in it
   */
  private ApplyResult applyFile(Path file, ApplyTarget target, boolean alone) {
    try (StorageFile open = storage.open(file, OpenMode.READ)) {
      BackupFileInput in = new BackupFileInput(open);
      String name = "the shipped log " + file;
      ProgressListener progress = inAll(alone ? open.size() : -1);
      ApplyResult result =
          alone
              ? store.applier().apply(in, name, target, progress)
              : store.applier().applyOne(in, name, target, progress);
      if (target.isEnd() && in.read() >= 0) {
        throw new BackupFormatException(
            "bytes behind the end of the shipped log " + file + ", which is applied",
            in.position());
      }
      doneBefore += in.position();
      return result;
    }
  }

  /** Tells the listener of bytes in all files. */
  private ProgressListener inAll(long total) {
    long before = doneBefore;
    return new ProgressListener() {
      @Override
      public void progress(long bytesDone, long bytesTotal) {
        listener.progress(before + bytesDone, total);
      }

      @Override
      public boolean isCancelled() {
        return listener.isCancelled();
      }
    };
  }

  /** The file that brings the replica furthest on its own generation, or on to a child of it. */
  private Optional<ArchivedRange> next(List<ArchivedRange> ranges) {
    Position at = store.position();
    List<ArchivedRange> own = new ArrayList<>();
    List<ArchivedRange> others = new ArrayList<>();
    for (ArchivedRange range : ranges) {
      if (range.continues(at.version())) {
        (range.generation() == at.generation() ? own : others).add(range);
      }
    }
    if (!own.isEmpty()) {
      return own.stream().max((a, b) -> Long.compare(a.lastVersion(), b.lastVersion()));
    }
    List<ArchivedRange> children =
        others.stream().filter(range -> range.descendsFrom(storage, at)).toList();
    if (children.stream().mapToLong(ArchivedRange::generation).distinct().count() > 1) {
      throw new GenerationMismatchException(
          "the archive has more than one generation that begins at "
              + at
              + ": "
              + children.stream()
                  .map(range -> Position.generationText(range.generation()))
                  .distinct()
                  .toList()
              + "; apply the files of one of them");
    }
    return children.stream().max((a, b) -> Long.compare(a.lastVersion(), b.lastVersion()));
  }

  /** Refuses to end where the log goes on behind a gap. */
  private void refuseHole(List<ArchivedRange> ranges) {
    Position at = store.position();
    long next = at.version() + 1;
    ranges.stream()
        .filter(range -> range.firstVersion() > next)
        .filter(range -> range.generation() == at.generation() || range.descendsFrom(storage, at))
        .mapToLong(ArchivedRange::firstVersion)
        .min()
        .ifPresent(
            found -> {
              throw new ReplicaGapException(next, found);
            });
  }

  /** Refuses a directory in which nothing is of the replica's history. */
  private void refuseForeign(Path source, List<ArchivedRange> ranges) {
    Published state = store.published();
    boolean foreign =
        !ranges.isEmpty()
            && ranges.stream()
                .noneMatch(
                    range ->
                        range.generation() == state.generation()
                            || Lineage.reaches(state.ancestors(), range.generation(), 0)
                            || range.descendsFrom(storage, state.position()));
    if (foreign) {
      throw new GenerationMismatchException(
          source
              + " has no log of the history of "
              + state.position()
              + ", where "
              + store.path()
              + " is: use the archive of its own primary");
    }
  }

  /** Adds up what files brought. */
  private static final class Totals {
    private @Nullable ApplyResult last;
    private long applied;
    private long skipped;
    private boolean reached;

    void add(ApplyResult result) {
      last = result;
      applied += result.applied();
      skipped += result.skipped();
      reached = result.reachedTarget();
    }

    ApplyResult result(Duration elapsed) {
      ApplyResult end = last;
      if (end == null) {
        throw new AssertionError("at least one result was added");
      }
      return new ApplyResult(end.position(), applied, skipped, end.commitTime(), reached, elapsed);
    }
  }
}
