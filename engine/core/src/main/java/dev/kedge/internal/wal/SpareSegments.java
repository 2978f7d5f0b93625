package dev.kedge.internal.wal;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The files that wait to become segments: filled with zeros and forced in advance, or recycled from
 * discarded segments, so that a commit that needs the next segment does not wait for either. There
 * is at most one.
 *
 * <p>Any thread may use it; whoever needs a spare while another thread prepares it waits for that.
 */
final class SpareSegments {

  private static final String PREFIX = "spare-";
  private static final int ZEROS_BYTES = 256 << 10;

  /** Forced so often while zeros are written, so that the forces of commits don't queue up. */
  private static final long PACE_BYTES = 4 << 20;

  private final Storage storage;
  private final Path directory;
  private final long smallest;
  private final long largest;
  private long target;
  private long number;
  private @Nullable Spare ready;
  private boolean adopted;
  private volatile boolean wanted = true;

  SpareSegments(Storage storage, Path directory, LogConfig config) {
    this.storage = storage;
    this.directory = directory;
    this.smallest = config.firstSegmentBytes();
    this.largest = config.maxSegmentBytes();
    this.target = smallest;
  }

  /**
   * A file that can become a segment.
   *
   * @param capacity what it holds behind the header
   * @param recycled whether it may hold anything but zeros
   */
  record Spare(Path file, long capacity, boolean recycled) {}

  /** Whether there is none. */
  boolean isWanted() {
    return wanted;
  }

  /** Makes one, if there is none. */
  synchronized void prepare() {
    adopt();
    if (ready == null) {
      setReady(create(target));
    }
  }

  /**
   * Hands out the spare, or makes one if there is none that holds so much. Each is made twice as
   * large as the one before.
   */
  synchronized Spare take(long bytes) {
    adopt();
    Spare spare = ready;
    if (spare != null && spare.capacity() >= bytes) {
      setReady(null);
    } else {
      spare = create(Math.max(target, LogConfig.wholeUnits(bytes)));
    }
    target = Math.min(largest, target * 2);
    return spare;
  }

  /** Makes a spare of a discarded segment if there is none and it is of use, else deletes it. */
  synchronized void recycle(Path file) {
    adopt();
    long capacity = capacityOf(file);
    if (ready == null && capacity >= target && capacity <= largest) {
      Path name = newName();
      storage.rename(file, name);
      // Before anything is written to it: a crash must not bring the segment's name back.
      storage.syncDirectory(directory);
      setReady(new Spare(name, capacity, true));
    } else {
      storage.delete(file);
      storage.syncDirectory(directory);
    }
  }

  /** Deletes a spare that was handed out and could not be used. */
  void drop(Spare spare, Throwable reason) {
    delete(spare.file(), reason);
  }

  private void setReady(@Nullable Spare spare) {
    ready = spare;
    wanted = spare == null;
  }

  /** Takes over a spare that the last use of the log left, and deletes what is of no use. */
  private void adopt() {
    if (adopted) {
      return;
    }
    setReady(null);
    for (Path file : storage.list(directory)) {
      if (file.getFileName().toString().startsWith(PREFIX)) {
        long capacity = capacityOf(file);
        if (ready == null && capacity >= smallest && capacity <= largest) {
          setReady(new Spare(file, capacity, true));
        } else {
          storage.delete(file);
        }
      }
    }
    if (ready != null) {
      // It may have been renamed from a segment without that name being gone for good.
      storage.syncDirectory(directory);
    }
    adopted = true;
  }

  private long capacityOf(Path file) {
    try (StorageFile opened = storage.open(file, OpenMode.READ)) {
      long capacity = opened.size() - SegmentHeader.BYTES;
      return capacity > 0 && capacity == LogConfig.wholeUnits(capacity) ? capacity : 0;
    }
  }

  private Path newName() {
    Path name = directory.resolve(PREFIX + number++);
    while (storage.exists(name)) {
      name = directory.resolve(PREFIX + number++);
    }
    return name;
  }

  private Spare create(long capacity) {
    Path file = newName();
    try {
      fill(file, capacity + SegmentHeader.BYTES);
      return new Spare(file, capacity, false);
    } catch (RuntimeException | Error e) {
      delete(file, e);
      throw e;
    }
  }

  private void fill(Path file, long length) {
    byte[] zeros = new byte[(int) Math.min(ZEROS_BYTES, length)];
    try (StorageFile opened = storage.open(file, OpenMode.CREATE)) {
      long forced = 0;
      for (long done = 0; done < length; ) {
        int count = (int) Math.min(zeros.length, length - done);
        opened.write(done, zeros, 0, count);
        done += count;
        if (done - forced >= PACE_BYTES || done == length) {
          opened.force();
          forced = done;
        }
      }
    }
  }

  private void delete(Path file, Throwable reason) {
    try {
      storage.delete(file);
    } catch (RuntimeException e) {
      reason.addSuppressed(e);
    }
  }
}
