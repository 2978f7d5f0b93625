package dev.kedge.internal.store;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import dev.kedge.internal.wal.Op;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Operations on more keys than memory has room for, sorted by merging as tapes were (Knuth, The Art
 * of Computer Programming, volume 3, 5.4): batch after batch goes to a scratch file in the order of
 * its keys, a <em>run</em>, and all runs are read side by side. So each page of a tree is gone to
 * once for all of them, and not once for each batch. A thread of its own writes one while the next
 * is filled, and reads ahead.
 *
 * <p>Belongs to one thread.
 */
final class OpRuns implements AutoCloseable {

  private static final String OPERATION = "replay";

  /** The tree is written in bursts: this much is read meanwhile. */
  private static final int CHUNKS_AHEAD = 8;

  private static final int MOST_CHUNK_BYTES = 1 << 20;

  /** What is ahead takes a quarter of the memory by its bytes, and what objects take besides. */
  private static final int SHARES_OF_BUFFER = CHUNKS_AHEAD * 4;

  private final Storage storage;
  private final Path target;
  private final BackupWorkers worker = new BackupWorkers(1, OPERATION);
  private final List<OpRun> runs = new ArrayList<>();
  private @Nullable Future<OpRun> adding;
  private @Nullable BackupTemporary scratch;
  private @Nullable StorageFile file;
  private long end;
  private long largestBytes;

  private OpRuns(Storage storage, Path target) {
    this.storage = storage;
    this.target = target;
  }

  /** Has none; what a process that was killed left of those beside the same target is deleted. */
  static OpRuns beside(Storage storage, Path target) {
    Path absolute = target.toAbsolutePath();
    BackupTemporary.deleteStale(storage, absolute, OPERATION);
    return new OpRuns(storage, absolute);
  }

  int count() {
    return runs.size();
  }

  /** The bytes of the largest operation in them. */
  long largestBytes() {
    return largestBytes;
  }

  /** How much the device has room for. */
  long usableBytes() {
    return storage.usableBytes(target);
  }

  /** The length of the file that they are in. */
  long bytes() {
    return end;
  }

  /**
   * Begins to write a batch without deletions of ranges, and to empty it. It belongs to another
   * thread until it is {@link #settle settled}, and so must be the one before.
   */
  void add(OpBatch batch) {
    largestBytes = Math.max(largestBytes, batch.largestBytes());
    adding = worker.submit(() -> write(batch));
  }

  private OpRun write(OpBatch batch) {
    OpRun.Writer writer = new OpRun.Writer(file(), end);
    batch.handOutTo(writer::add);
    OpRun run = writer.finish();
    batch.clear(); // only now is nothing of it needed any more
    return run;
  }

  /**
   * Waits until what was added is written. If that failed, throws why; the batch and the runs
   * before are as they were.
   */
  void settle() {
    Future<OpRun> run = adding;
    if (run != null) {
      adding = null;
      runs.add(BackupWorkers.await(run));
      end = runs.get(runs.size() - 1).end();
    }
  }

  private StorageFile file() {
    StorageFile open = file;
    if (open == null) {
      BackupTemporary made = scratch;
      if (made == null) {
        made = BackupTemporary.create(storage, target, OPERATION);
        scratch = made;
      }
      open = storage.open(made.path(), OpenMode.CREATE);
      file = open;
    }
    return open;
  }

  /**
   * Hands out the last operation of each key, in the order of keys, and has no runs then.
   *
   * @param bufferBytes about how much memory may be used to read
   * @param listener hears of bytes that are done with, and can cancel it
   */
  void mergeTo(Consumer<Op> taker, long bufferBytes, ProgressListener listener) {
    OpMerge merge = new OpMerge(readers(bufferBytes / 2));
    int chunkBytes = (int) Math.min(MOST_CHUNK_BYTES, bufferBytes / SHARES_OF_BUFFER);
    Queue<Future<OpMerge.Chunk>> ahead = new ArrayDeque<>();
    for (int i = 0; i < CHUNKS_AHEAD; i++) {
      ahead.add(worker.submit(() -> merge.next(chunkBytes)));
    }
    OpMerge.Chunk chunk = BackupWorkers.await(ahead.remove());
    while (!chunk.ops().isEmpty()) {
      ahead.add(worker.submit(() -> merge.next(chunkBytes)));
      chunk.ops().forEach(taker);
      tell(listener, chunk.doneBytes());
      chunk = BackupWorkers.await(ahead.remove());
    }
    clear();
  }

  /** Also gives the room back, which the tree may need. */
  private void clear() {
    runs.clear();
    end = 0;
    largestBytes = 0;
    if (file != null) {
      file.truncate(0);
    }
  }

  private List<OpRun.Reader> readers(long bufferBytes) {
    List<OpRun.Reader> readers = new ArrayList<>();
    for (OpRun run : runs) {
      readers.add(new OpRun.Reader(file(), run, bufferBytes / runs.size()));
    }
    return readers;
  }

  private void tell(ProgressListener listener, long done) {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("a replay of log");
    }
    listener.progress(done, end);
  }

  /** Deletes the file. */
  @Override
  public void close() {
    worker.close();
    if (scratch != null) {
      discard(scratch);
    }
  }

  private void discard(BackupTemporary made) {
    try (made) {
      if (file != null) {
        file.close();
      }
      storage.delete(made.path());
    }
  }
}
