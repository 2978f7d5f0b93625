package dev.kedge.internal.store;

import dev.kedge.CorruptionException;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.wal.HistoryHash;
import dev.kedge.internal.wal.Log;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.SegmentInfo;
import dev.kedge.internal.wal.Tear;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Replays the commits that the log has after the last checkpoint, and makes sure that what was read
 * is durable before anybody sees it. Used while the database is opened, by that thread alone.
 */
final class Recovery {

  private static final Logger LOG = System.getLogger("dev.kedge");

  /** Operations wait, to be put in order, in at most such a share of what an edit may take. */
  private static final int SHARES_OF_BATCH = 8;

  private final Store store;
  private final Log log;

  /**
   * How much heap one edit may take: as much as makes a checkpoint due, since each further edit
   * copies once more what it touches.
   */
  private final long batchBytes;

  Recovery(Store store) {
    this.store = store;
    this.log = store.log();
    this.batchBytes = store.options().dirtyBytes() / 2;
  }

  void run() {
    log.settle();
    tear().ifPresent(this::report);
    log.damage().ifPresent(this::report);
    try (LogCursor cursor = log.replay(store.published().version())) {
      LogRecord next = cursor.next();
      while (next != null) {
        next = replayBatch(cursor, next);
        if (store.throttle().isCheckpointDue() && !store.options().readOnly()) {
          store.checkpoint(false);
        }
      }
    }
    if (store.options().readOnly()) {
      return;
    }
    settleMeta();
    if (log.generation() != store.published().generation()) {
      // Promoted, and nothing committed since: the meta pages know, the log does not yet.
      log.beginGeneration(store.published().generation());
    }
  }

  /**
   * Says durably whether the log is required: a crash may have come before the file said so, and
   * after the end of a process it may say so without that being durable. A meta page that a power
   * cut tore is whole again afterwards.
   */
  private void settleMeta() {
    Meta newest = store.pages().metas().newest();
    boolean required = store.published().version() > newest.version();
    boolean torn = store.pages().metas().older().isEmpty();
    if (required || newest.logRequired() || torn) {
      store.writeMeta(newest.next(required));
    }
  }

  /**
   * What a crash left behind the end of the log. If only zeros are there, something else may still
   * tell that it had been longer.
   */
  private Optional<Tear> tear() {
    if (log.tear().isPresent() || log.segments().isEmpty() || !isKnownToBeLonger()) {
      return log.tear();
    }
    List<SegmentInfo> segments = log.segments();
    SegmentInfo newest = segments.get(segments.size() - 1);
    return Optional.of(new Tear(newest.file(), newest.bytes(), 0));
  }

  /** The log is required only once a commit is in it, and a hold moves only to what is there. */
  private boolean isKnownToBeLonger() {
    Meta newest = store.pages().metas().newest();
    return (newest.logRequired() && log.lastVersion() == newest.version())
        || store.keeper().holds().reachBeyond(log.lastVersion());
  }

  private void report(Tear tear) {
    store.stats().tornLog = true;
    store.notifier().tell(on -> on.onTornLog(tear.file(), tear.offset(), tear.bytes()));
  }

  /** The database lacks nothing, but whoever looks after it should know. */
  private void report(CorruptionException damage) {
    long through = log.firstVersion() - 1;
    LOG.log(
        Level.WARNING,
        store.path()
            + ": its log can't be read through version "
            + through
            + ", which costs only history",
        damage);
    store.notifier().tell(on -> on.onDamagedHistory(damage.file(), damage.offset(), through));
  }

  /** Replays commits of one generation until the batch is full; gives the record after it. */
  private @Nullable LogRecord replayBatch(LogCursor cursor, LogRecord first) {
    Published base = store.published();
    if (cursor.generation() != base.generation()) {
      base = base.inGeneration(cursor.generation());
    }
    TreeEdit edit =
        new TreeEdit(
            base.pages(), base.root(), base.entries(), base.version(), TreeEdit.NOTHING_FROZEN);
    long version = base.version();
    long time = base.timeMicros();
    long history = base.history();
    OpBatch ops = new OpBatch();
    LogRecord record = first;
    while (record != null
        && edit.heapBytes() + ops.heapBytes() < batchBytes
        && cursor.generation() == base.generation()) {
      history = HistoryHash.next(history, record);
      if (record.history() != history) {
        throw new CorruptionException(
            store.files().logDirectory(),
            0,
            "version " + record.version() + " of the log does not continue the database's history");
      }
      record.ops().forEach(ops::add);
      if (ops.heapBytes() > batchBytes / SHARES_OF_BATCH) {
        ops.drainTo(op -> Committer.apply(edit, op));
      }
      version = record.version();
      time = record.timeMicros();
      record = cursor.next();
    }
    ops.drainTo(op -> Committer.apply(edit, op));
    edit.publish(version, store.allocator());
    store.publish(
        new Published(
            base.pages(),
            edit.root(),
            edit.entries(),
            base.generation(),
            base.ancestors(),
            version,
            time,
            history),
        edit);
    return record;
  }
}
