package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.Role;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.wal.LogCursor;
import dev.kedge.internal.wal.SegmentInfo;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides how much of the log stays: what the meta pages, the archive and holds need, and history
 * within the retention. Also knows whether the next commit must leave its generation.
 */
final class LogKeeper {

  private final Store store;
  private final InstanceKeeper instance;
  private final HoldRegistry holds;
  private final Archiver archiver;
  private final ReentrantLock discardLock = new ReentrantLock();

  LogKeeper(Store store, InstanceKeeper instance) {
    this.store = store;
    this.instance = instance;
    this.holds = new HoldRegistry(store, instance);
    this.archiver = new Archiver(store, instance);
  }

  HoldRegistry holds() {
    return holds;
  }

  Archiver archiver() {
    return archiver;
  }

  /** Whether a commit of one's own must begin another generation than this one. */
  boolean mustFork(long generation) {
    InstanceState state = instance.state();
    return state.role() == Role.REPLICA || state.forkFrom() == generation;
  }

  long instance() {
    return instance.state().instance();
  }

  boolean isReplica() {
    return instance.state().role() == Role.REPLICA;
  }

  /** Remembers that this is a primary, which has to leave {@code generation}. */
  void becomePrimary(long generation) {
    instance.update(state -> state.withRole(Role.PRIMARY, generation));
  }

  /** Held while log is given up; whoever holds it keeps all of the log there. */
  ReentrantLock discardLock() {
    return discardLock;
  }

  /** Reads all of the log that is there, of which nothing is given up before it is read. */
  LogCursor wholeLog() {
    discardLock.lock();
    try {
      return store.log().read(store.log().firstVersion() - 1);
    } finally {
      discardLock.unlock();
    }
  }

  /**
   * After a checkpoint: archives its log, then gives up what nobody needs.
   *
   * @throws ArchiveException if the archive did not take it; nothing is then given up that it still
   *     needs
   */
  void afterCheckpoint(Duration archiveTimeout) {
    archiver.enforceLimit();
    ArchiveException failure = archiver.archive(archiveTimeout);
    discard();
    if (failure != null) {
      throw failure;
    }
  }

  /** As {@link #afterCheckpoint}, but leaves the archiving to whoever is told to do it. */
  void afterCheckpointOnly() {
    archiver.enforceLimit();
    discard();
  }

  /** As {@link #afterCheckpoint}, when the database is closed: a failing archive fails nothing. */
  void afterLastCheckpoint() {
    archiver.archiveLast(store.options().closeTimeout());
    discard();
  }

  /**
   * Where a checkpoint had nothing new to write: lets the older meta page say the newest state too,
   * if log could then be given up that nobody else needs.
   */
  void raiseOlderMeta() {
    store.commitLock().lock();
    try {
      Meta newest = store.pages().metas().newest();
      long older = store.pages().metas().oldestVersion();
      long needless = needlessThrough(newest.version());
      long through = Math.min(needless, retainedFrom(needless));
      List<SegmentInfo> segments = store.log().segments();
      boolean useful =
          segments.stream()
              .limit(Math.max(0, segments.size() - 1))
              .anyMatch(one -> one.lastVersion() > older && one.lastVersion() <= through);
      if (useful) {
        store.writeMeta(newest.next(newest.logRequired()));
      }
    } finally {
      store.commitLock().unlock();
    }
  }

  private long needlessThrough(long checkpoint) {
    return Math.min(checkpoint, Math.min(archiver.releasedThrough(), holds.releasedThrough()));
  }

  private void discard() {
    discardLock.lock();
    try {
      holds.enforceCaps();
      long through = needlessThrough(store.pages().metas().oldestVersion());
      // What a hold has been advanced to must be durable before the log behind it goes.
      instance.flush();
      store.log().discard(Math.min(through, retainedFrom(through)));
    } finally {
      discardLock.unlock();
    }
  }

  /** The last version of the newest segment that is not kept as history. */
  private long retainedFrom(long needless) {
    List<SegmentInfo> segments = store.log().segments();
    long oldestTime =
        store.options().logRetentionTime().isZero()
            ? Long.MIN_VALUE
            : Micros.of(
                store.options().clock().instant().minus(store.options().logRetentionTime()));
    long history = 0;
    for (int i = segments.size() - 1; i >= 0; i--) {
      SegmentInfo segment = segments.get(i);
      if (segment.lastVersion() > needless) {
        continue;
      }
      history += segment.bytes();
      if (history > store.options().logRetentionBytes() || segment.lastTimeMicros() < oldestTime) {
        return segment.lastVersion();
      }
    }
    return -1;
  }

  /** Makes a writer wait while the archive lags too far behind and the policy says so. */
  void awaitArchive() {
    archiver.awaitRoom();
  }
}
