package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.ShippedRange;
import dev.kedge.StorageException;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.StreamSummary;
import dev.kedge.internal.wal.WalStreamWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Writes commits from the log to a stream, for replicas and archives. */
public final class Shipper {

  private static final int PROGRESS_COMMITS = 256;
  private static final int BUFFER_BYTES = 256 << 10;

  private final Store store;

  /** Ships the log of this store. */
  public Shipper(Store store) {
    this.store = store;
  }

  /**
   * Writes all forced commits after a version; see {@code dev.kedge.Database#shipWal}.
   *
   * @param after the version, or -1 for all that the log has
   */
  public ShipResult ship(OutputStream out, long after, ProgressListener listener) {
    store.fence().checkOpen();
    ShipEvent event = new ShipEvent();
    event.begin();
    long start = System.nanoTime();
    StreamSummary summary;
    try (LogCursor cursor = after < 0 ? store.keeper().wholeLog() : store.log().read(after)) {
      summary = write(cursor, store.log().forcedVersion(), out, listener);
    } catch (IOException e) {
      throw new StorageException(Path.of("stream"), "the log can't be shipped to it: " + e, e);
    }
    event.lastVersion = summary.lastVersion();
    event.bytes = summary.bytes();
    event.commit();
    return new ShipResult(
        summary.sections(),
        summary.firstVersion(),
        summary.lastVersion(),
        summary.records(),
        summary.bytes(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  /** Writes the commits after a version to a new file; see {@code dev.kedge.Database#shipWal}. */
  public ShipResult ship(Path file, long after, ProgressListener listener) {
    try (BackupTarget target =
        BackupTarget.create(store.files().storage(), file, BackupTarget.Kind.SHIPPED_LOG)) {
      OutputStream out = new BufferedOutputStream(new BackupFileOutput(target), BUFFER_BYTES);
      ShipResult result = ship(out, after, listener);
      target.publish();
      return result;
    }
  }

  /** Writes commits of one generation after a version; see {@code dev.kedge.Database#shipRange}. */
  public ShippedRange shipRange(OutputStream out, long after, long maxBytes) {
    store.fence().checkOpen();
    try (LogCursor cursor = store.log().read(after)) {
      return writeRange(cursor, maxBytes, out);
    } catch (IOException e) {
      throw new StorageException(Path.of("stream"), "the log can't be shipped to it: " + e, e);
    }
  }

  private ShippedRange writeRange(LogCursor cursor, long maxBytes, OutputStream out)
      throws IOException {
    long through = store.log().forcedVersion();
    long after = cursor.version();
    long before = cursor.history();
    long time = cursor.timeMicros();
    WalStreamWriter writer = new WalStreamWriter(out);
    LogRecord record = after < through ? cursor.next() : null;
    // What the first record belongs to: before it is read the cursor may be in the parent.
    long generation = cursor.generation();
    writer.section(generation, after, before, time, ancestors(cursor, after));
    long last = after;
    long history = before;
    long bytes = 0;
    while (record != null) {
      writer.record(record);
      last = record.version();
      history = record.history();
      time = record.timeMicros();
      bytes += record.opsLength();
      record = bytes < maxBytes && last < through ? cursor.next() : null;
      if (record != null && cursor.generation() != generation) {
        break;
      }
    }
    writer.finish();
    return new ShippedRange(generation, after + 1, last, before, history, Micros.instant(time));
  }

  /** Writes one range, for an archive. */
  static void write(Store store, LogCursor cursor, Range range, OutputStream out)
      throws IOException {
    new Shipper(store).write(cursor, range.lastVersion(), out, ProgressListener.NONE);
    if (cursor.version() != range.lastVersion()) {
      throw new IOException("the log ends at version " + cursor.version() + " within " + range);
    }
  }

  private StreamSummary write(
      LogCursor cursor, long through, OutputStream out, ProgressListener listener)
      throws IOException {
    WalStreamWriter writer = new WalStreamWriter(out);
    boolean begun = false;
    long bytes = 0;
    refuseCancelled(listener);
    while (cursor.version() < through) {
      long version = cursor.version();
      long history = cursor.history();
      long time = cursor.timeMicros();
      LogRecord record = cursor.next();
      if (record == null) {
        break;
      }
      if (!begun || cursor.fork() != null) {
        writer.section(cursor.generation(), version, history, time, ancestors(cursor, version));
        begun = true;
      }
      writer.record(record);
      bytes += record.opsLength();
      if (record.version() % PROGRESS_COMMITS == 0) {
        listener.progress(bytes, -1);
        refuseCancelled(listener);
      }
    }
    if (!begun) {
      writer.section(
          cursor.generation(),
          cursor.version(),
          cursor.history(),
          cursor.timeMicros(),
          ancestors(cursor, cursor.version()));
    }
    return writer.finish();
  }

  private static void refuseCancelled(ProgressListener listener) {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("shipping");
    }
  }

  /** The ancestors of the cursor's generation: those of now, as far as they lie before it. */
  private List<Ancestor> ancestors(LogCursor cursor, long version) {
    Published now = store.published();
    List<Ancestor> all = now.ancestors();
    if (cursor.generation() == now.generation()) {
      return all;
    }
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).generation() == cursor.generation() && all.get(i).version() >= version) {
        return all.subList(0, i);
      }
    }
    if (cursor.version() > now.version()) {
      // The first commit of a generation is durable, and about to be published.
      return Lineage.extend(all, new Ancestor(now.generation(), version));
    }
    return List.of();
  }
}
