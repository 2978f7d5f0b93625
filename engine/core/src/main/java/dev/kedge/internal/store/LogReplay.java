package dev.kedge.internal.store;

import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.StorageFullException;
import dev.kedge.internal.btree.NodeCheck;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.io.CancelOnly;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.Op;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/**
 * Brings a restored database file forward by shipped log before anybody has it. As it is worth
 * nothing until it is complete, it needs no log of its own and no checkpoints: all commits change
 * the tree at once, in the order of their keys. What memory has no room for is put in order in a
 * scratch file beside the target, about as large as the database at the most.
 *
 * <p>Belongs to one thread.
 */
public final class LogReplay implements AutoCloseable {

  /** As transactions are applied that some database took, only the format limits them. */
  private static final long MAX_TRANSACTION_BYTES = Integer.MAX_VALUE;

  private static final int SHARES_OF_HEAP = 16;

  /** A larger batch takes no less time to put in order, and has more of the heap touched. */
  private static final long MOST_BATCH_BYTES = 16 << 20;

  /** A run takes so much memory when it is read, at least. */
  private static final int LEAST_RUN_BYTES = 16 << 10;

  /** Values so large that a run of them takes much memory have pages of their own anyway. */
  private static final int LARGE_SHARES_OF_BATCH = 64;

  private static final long LEAST_SCRATCH_BYTES = 256 << 20;

  private final Path path;
  private final PrivateTree tree;
  private OpBatch batch = new OpBatch();
  private OpBatch spilled = new OpBatch();
  private final OpRuns runs;
  private final long batchBytes;
  private final long scratchBytes;
  private final long largeBytes;
  private ProgressListener listener = ProgressListener.NONE;
  private TreeEdit edit;
  private Published state;
  private boolean changed;
  private boolean broken;

  private LogReplay(Path path, PrivateTree tree, OpRuns runs, long batchBytes) {
    this.path = path;
    this.tree = tree;
    this.runs = runs;
    this.batchBytes = batchBytes;
    this.scratchBytes =
        Math.max(LEAST_SCRATCH_BYTES, tree.allocator().pageCount() * tree.pages().pageSize());
    this.largeBytes = Math.max(tree.pages().pageSize(), batchBytes / LARGE_SHARES_OF_BATCH);
    this.edit = tree.edit();
    this.state = Published.of(tree.pages(), tree.pages().metas().newest());
  }

  /**
   * Opens a database file that was restored and not opened by anybody yet.
   *
   * @param target what it is to become, beside which there is room for scratch
   */
  static LogReplay open(Storage storage, Path path, Path target) {
    long share = Runtime.getRuntime().maxMemory() / SHARES_OF_HEAP;
    return open(storage, path, target, Math.min(share, MOST_BATCH_BYTES));
  }

  /** As above, with so much heap for each of: a batch, the one before, and what is changed. */
  static LogReplay open(Storage storage, Path path, Path target, long batchBytes) {
    OpRuns runs = OpRuns.beside(storage, target);
    try {
      return open(storage, path, runs, batchBytes);
    } catch (Throwable e) {
      runs.close();
      throw e;
    }
  }

  private static LogReplay open(Storage storage, Path path, OpRuns runs, long batchBytes) {
    PageFile pages = PageFile.open(storage, path, true, NodeCheck::problem);
    try {
      PrivateTree tree = PrivateTree.of(pages, StoreOpener.allocator(pages));
      return new LogReplay(path, tree, runs, batchBytes);
    } catch (Throwable e) {
      pages.close();
      throw e;
    }
  }

  /** Who hears of what is left to be done when all log was given, and can cancel it. */
  public void listener(ProgressListener newListener) {
    listener = newListener;
  }

  /** Where it stands. */
  public Position position() {
    return state.position();
  }

  /**
   * Takes a stream of shipped log, until a version or the last commit at or before an instant; all
   * of it if both are the last there are.
   *
   * @throws dev.kedge.RecoveryTargetException if the stream ends before both, or either lies before
   *     where it stands
   * @throws dev.kedge.KedgeException as {@link Applier#apply}
   */
  public void apply(InputStream in, long version, Instant instant) {
    boolean all = version == Long.MAX_VALUE && instant.equals(Instant.MAX);
    ApplyTarget target = all ? ApplyTarget.END : ApplyTarget.earlier(version, instant);
    target.refuseBefore(state);
    LogIntake intake =
        new LogIntake(
            new IntoBatch(),
            in,
            "the shipped log",
            MAX_TRANSACTION_BYTES,
            target,
            ProgressListener.NONE);
    intake.run();
    if (!intake.isReached()) {
      throw target.outside(state, "the end of the shipped log: " + state.position());
    }
  }

  /** What the log is for. */
  private final class IntoBatch implements LogIntake.Receiver {

    @Override
    public Path path() {
      return path;
    }

    @Override
    public Published state() {
      return state;
    }

    @Override
    public OptionalLong historyAt(long version) {
      return OptionalLong.empty();
    }

    @Override
    public void take(List<LogRecord> records, long generation) {
      changed = true;
      broken = true; // until all of them are in the tree, or on their way
      records.forEach(record -> record.ops().forEach(LogReplay.this::add));
      LogRecord last = records.get(records.size() - 1);
      Published own = generation == state.generation() ? state : state.inGeneration(generation);
      state = own.at(last.version(), last.timeMicros(), last.history());
      broken = false;
    }
  }

  private void add(Op op) {
    if (op.type() == Op.Type.DELETE_RANGE) {
      drain(new CancelOnly(listener));
      change(op);
    } else {
      batch.add(op);
      if (batch.heapBytes() > batchBytes) {
        spill();
      }
    }
  }

  /** Has a full batch put aside; meanwhile another one is filled. */
  private void spill() {
    settle();
    boolean large = batch.largestBytes() > largeBytes;
    if (large || !hasRoom()) {
      merge(new CancelOnly(listener));
    }
    if (large || !hasRoom()) {
      batch.drainTo(this::change);
      return;
    }
    spilled = batch;
    batch = new OpBatch();
    runs.add(spilled);
  }

  /** Whether another run can be read with the others, and the device has room to merge them all. */
  private boolean hasRoom() {
    long runBytes = Math.max(LEAST_RUN_BYTES, runs.largestBytes());
    return (runs.count() == 0 || (runs.count() + 1) * runBytes <= batchBytes)
        && runs.bytes() < scratchBytes
        && runs.usableBytes() >= runs.bytes() + 2 * batchBytes;
  }

  private void merge(ProgressListener progress) {
    runs.mergeTo(this::change, batchBytes, progress);
  }

  private void settle() {
    try {
      runs.settle();
    } catch (StorageFullException e) {
      // It takes longer without.
      merge(new CancelOnly(listener));
      spilled.drainTo(this::change);
    }
  }

  /** Takes what waits to the tree. */
  private void drain(ProgressListener progress) {
    settle();
    if (runs.count() > 0) {
      spill();
      settle();
      merge(progress);
    } else {
      batch.drainTo(this::change);
    }
  }

  /** The tree may be written between any two: no meta page leads there. */
  private void change(Op op) {
    if (edit.heapBytes() > batchBytes) {
      write();
    }
    Committer.apply(edit, op);
  }

  private void write() {
    tree.write(edit, state.version());
    edit = tree.edit();
  }

  /**
   * Makes the file the database as of {@link #position}.
   *
   * @throws IllegalStateException if log was only half replayed, as a file failed
   */
  void complete() {
    if (broken) {
      throw new IllegalStateException(
          "log was replayed in part only, as a file failed: the restore must fail too");
    }
    if (changed) {
      drain(listener);
      write();
      tree.complete(state);
    }
  }

  @Override
  public void close() {
    try (runs) {
      tree.close();
    }
  }
}
