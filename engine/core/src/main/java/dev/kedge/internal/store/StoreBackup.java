package dev.kedge.internal.store;

import dev.kedge.BackupResult;
import dev.kedge.ProgressListener;
import dev.kedge.ReadOnlyDatabaseException;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageFile;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Copies the page file as it is at one version, while the database is in use: a checkpoint, then
 * the two meta pages as they are at that instant, then all pages up to the end they name. The pin
 * on that version keeps its pages from being written again; pages that are free may change
 * meanwhile, and nobody minds.
 */
public final class StoreBackup {

  private final Store store;

  /** Backs this store up. */
  public StoreBackup(Store store) {
    this.store = store;
  }

  /** The state a backup copies, and what keeps it there. */
  private record Pinned(
      ReaderRegistry.Pin pin, PageFile pages, Meta older, Meta newest, BitSet free) {}

  /** Writes the container of a pinned state. */
  private interface Target {
    BackupWriter.Written write(BackupHeader header, PageImage image);
  }

  /** Writes a backup to a stream; see {@code dev.kedge.Database#backup}. */
  public BackupResult write(OutputStream out, boolean compressed, ProgressListener listener) {
    return write(
        compressed,
        (header, image) -> BackupWriter.write(header, image, out, compressed, listener));
  }

  /** Writes a backup to a new file; see {@code dev.kedge.Database#backup}. */
  public BackupResult write(Path file, boolean compressed, ProgressListener listener) {
    return write(
        compressed,
        (header, image) ->
            BackupWriter.write(header, image, store.files().storage(), file, compressed, listener));
  }

  private BackupResult write(boolean compressed, Target target) {
    BackupEvent event = new BackupEvent();
    event.begin();
    long start = System.nanoTime();
    store.maintenance().readLock().lock();
    try {
      Pinned pinned = pin();
      try {
        BackupResult result = write(pinned, compressed, target, start);
        event.version = result.position().version();
        event.bytes = result.streamBytes();
        event.commit();
        store.notifier().tell(on -> on.onBackup(result));
        return result;
      } finally {
        pinned.pin.close();
      }
    } finally {
      store.maintenance().readLock().unlock();
    }
  }

  private static BackupResult write(
      Pinned pinned, boolean compressed, Target target, long startNanos) {
    Meta meta = pinned.newest;
    BackupHeader header =
        new BackupHeader(
            meta.generation(),
            meta.version(),
            meta.timeMicros(),
            meta.history(),
            meta.pageSize(),
            BackupHeader.PIECE_BYTES,
            meta.pageCount(),
            meta.ancestors());
    BackupWriter.Written written = target.write(header, new Image(pinned));
    return new BackupResult(
        header.position(),
        Micros.instant(meta.timeMicros()),
        meta.pageCount(),
        header.imageBytes(),
        written.streamBytes(),
        written.digestText(),
        compressed,
        Duration.ofNanos(System.nanoTime() - startNanos));
  }

  private Pinned pin() {
    store.checkpointLock().lock();
    try {
      if (store.options().readOnly()) {
        checkComplete();
      } else {
        store.checkpointer().write(true);
      }
      ReaderRegistry.Pin pin = store.readers().pin(store::published);
      // The pin may be of a later version than the meta pages, and then would not protect theirs.
      // But until this lock is given back, no page can be written, so it is taken first at theirs.
      pin.lowerTo(store.pages().metas().newest().version());
      Meta newest = store.pages().metas().newest();
      Meta complete = newest.withLogRequired(false);
      Meta older = complete.previous();
      return new Pinned(
          pin, store.pages(), older, complete, store.allocator().freeAt(newest.version()));
    } finally {
      store.checkpointLock().unlock();
    }
  }

  /** Where no checkpoint can be made, the file must be complete by itself. */
  private void checkComplete() {
    store.fence().checkOpen();
    if (store.published().version() > store.pages().metas().newest().version()) {
      throw new ReadOnlyDatabaseException(
          store.path()
              + " is open read-only and has commits that are only in its log: a backup"
              + " needs a checkpoint, so open it for writing");
    }
  }

  /** The page file as seen through the pin. */
  private static final class Image implements PageImage {
    private final PageFile pages;
    private final Pinned pinned;

    Image(Pinned pinned) {
      this.pages = pinned.pages;
      this.pinned = pinned;
    }

    @Override
    public int pageSize() {
      return pages.pageSize();
    }

    @Override
    public long pageCount() {
      return pinned.newest.pageCount();
    }

    @Override
    public void read(long firstPage, int count, byte[] target, int offset) {
      pages.read(firstPage, count, target, offset);
      ByteBuffer copy = ByteBuffer.wrap(target);
      for (int i = 0; i < count; i++) {
        long page = firstPage + i;
        int at = offset + i * pageSize();
        if (page < 2) {
          Arrays.fill(target, at, at + pageSize(), (byte) 0);
          (pinned.newest.slot() == page ? pinned.newest : pinned.older).encode(target, at);
        } else if (!pinned.free.get((int) page)) {
          pages.check(copy, at, page);
        }
      }
    }
  }
}
