package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.BackupFormatException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ReplicaGapException;
import dev.kedge.StorageException;
import dev.kedge.internal.wal.LogRecord;
import dev.kedge.internal.wal.WalEvent;
import dev.kedge.internal.wal.WalStreamReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream of shipped log on its way to a database: checks that it continues the history there,
 * and hands on what is new, up to a target.
 *
 * <p>Belongs to one thread.
 */
final class LogIntake {

  /** The database that the log is for. */
  interface Receiver {

    /** Its file, for people. */
    Path path();

    /** Where it stands. */
    Published state();

    /** The history checksum after an earlier version, if it still knows it. */
    OptionalLong historyAt(long version);

    /**
     * Takes commits that follow its state; then they are its state.
     *
     * @param records views that are valid during the call
     * @param generation the generation they belong to: its own or a child of it
     */
    void take(List<LogRecord> records, long generation);
  }

  private final Receiver receiver;
  private final WalStreamReader reader;
  private final String name;
  private final ApplyTarget target;
  private final ProgressListener listener;
  private WalEvent.@Nullable Section section;
  private long applied;
  private long skipped;
  private boolean reached;

  /**
   * An intake of a stream that nothing was read of.
   *
   * @param name the stream, for people
   * @param maxTransactionBytes the most bytes that the operations of a transaction may have
   */
  LogIntake(
      Receiver receiver,
      InputStream in,
      String name,
      long maxTransactionBytes,
      ApplyTarget target,
      ProgressListener listener) {
    this.receiver = receiver;
    this.reader = new WalStreamReader(in, maxTransactionBytes);
    this.name = name;
    this.target = target;
    this.listener = listener;
  }

  /** Takes in the stream, up to the target. */
  void run() {
    try {
      reached = target.isReachedBy(receiver.state());
      // Not a byte is read behind the end: the stream may stay open, and carry more.
      boolean ended = false;
      while (!ended && !reached) {
        ended = take(reader.next());
      }
    } catch (BackupFormatException e) {
      if (e.offset() == 0) {
        throw new BackupFormatException(name + " is no shipped log: " + e.getMessage(), 0, e);
      }
      throw new BackupFormatException(
          name
              + " is damaged; through version "
              + receiver.state().version()
              + " it is applied, and an intact copy is applied from there on",
          e.offset(),
          e);
    } catch (IOException e) {
      throw new StorageException(
          Path.of("stream"),
          "shipped log can't be read from it: "
              + e
              + "; applied through version "
              + receiver.state().version(),
          e);
    }
  }

  /** How many commits were new. */
  long applied() {
    return applied;
  }

  /** How many commits were there already. */
  long skipped() {
    return skipped;
  }

  /** Whether the target is reached, which is the end of the stream unless said. */
  boolean isReached() {
    return reached || target.isEnd() || target.isReachedBy(receiver.state());
  }

  /** Takes one part of the stream; true if it was the last. */
  private boolean take(@Nullable WalEvent next) {
    if (listener.isCancelled()) {
      throw new OperationCancelledException("applying shipped log");
    }
    if (next instanceof WalEvent.Section begun) {
      checkLineage(begun);
      section = begun;
    } else if (next instanceof WalEvent.Records block) {
      takeRecords(block.records());
      listener.progress(reader.offset(), -1);
    }
    return next == null || next instanceof WalEvent.End;
  }

  private void takeRecords(List<LogRecord> records) {
    Published state = receiver.state();
    int known = 0;
    while (known < records.size() && records.get(known).version() <= state.version()) {
      known++;
    }
    if (known > 0) {
      LogRecord last = records.get(known - 1);
      checkHistory(last.version(), last.history());
      skipped += known;
    }
    int end = known;
    while (end < records.size() && target.includes(records.get(end))) {
      end++;
    }
    reached = end < records.size();
    if (end > known) {
      takeNew(records.subList(known, end));
    }
  }

  private void takeNew(List<LogRecord> records) {
    long first = records.get(0).version();
    Published state = receiver.state();
    if (first != state.version() + 1) {
      throw new ReplicaGapException(state.version() + 1, first);
    }
    refuseBehindFork(first, state);
    WalEvent.Section current = section;
    receiver.take(records, current == null ? state.generation() : current.generation());
    applied += records.size();
    reached |= target.isReachedBy(receiver.state());
  }

  /** Refuses a section whose commits are of a history that does not continue ours. */
  private void checkLineage(WalEvent.Section begun) {
    Published state = receiver.state();
    if (begun.generation() == state.generation()) {
      checkJoin(begun);
      return;
    }
    for (Ancestor left : state.ancestors()) {
      if (left.generation() == begun.generation() && begun.afterVersion() <= left.version()) {
        checkJoin(begun);
        return;
      }
    }
    if (!Lineage.reaches(begun.ancestors(), state.generation(), state.version())) {
      throw new GenerationMismatchException(
          "the shipped log is of "
              + position(begun)
              + ", which does not descend from "
              + state.position()
              + ", where "
              + receiver.path()
              + " is: ship from its own primary,"
              + " or seed the replica again");
    }
    checkJoin(begun);
  }

  private Position position(WalEvent.Section begun) {
    return new Position(begun.generation(), begun.afterVersion());
  }

  private void checkJoin(WalEvent.Section begun) {
    Published state = receiver.state();
    if (begun.afterVersion() > state.version()) {
      throw new ReplicaGapException(state.version() + 1, begun.afterVersion() + 1);
    }
    checkHistory(begun.afterVersion(), begun.history());
  }

  /** Compares histories at a version that the replica has, if it still knows it. */
  private void checkHistory(long version, long history) {
    Published state = receiver.state();
    refuseBehindFork(version, state);
    OptionalLong own =
        version == state.version() ? OptionalLong.of(state.history()) : receiver.historyAt(version);
    if (own.isPresent() && own.getAsLong() != history) {
      throw new GenerationMismatchException(
          "the shipped log and "
              + receiver.path()
              + " have different commits at or before version "
              + version
              + ": their histories have diverged; seed the replica again");
    }
  }

  /** Refuses commits that the section's generation made after this replica had left it. */
  private void refuseBehindFork(long version, Published state) {
    WalEvent.Section current = section;
    if (current == null || current.generation() == state.generation()) {
      return;
    }
    for (Ancestor left : state.ancestors()) {
      if (left.generation() == current.generation() && version > left.version()) {
        throw new GenerationMismatchException(
            "the shipped log goes on in generation "
                + Position.generationText(left.generation())
                + " behind version "
                + left.version()
                + ", where "
                + receiver.path()
                + " left it");
      }
    }
  }
}
