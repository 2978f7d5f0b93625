package dev.kedge.jdbc.internal.table;

import dev.kedge.ApplyResult;
import dev.kedge.BackupInfo;
import dev.kedge.BackupResult;
import dev.kedge.CheckResult;
import dev.kedge.CheckpointResult;
import dev.kedge.CompactResult;
import dev.kedge.HoldInfo;
import dev.kedge.Position;
import dev.kedge.ShipResult;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.RowShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows that say what an operation did: the components of its result, as columns. */
public final class OperationRows {

  /** What a backup wrote. */
  public static final RowShape<BackupResult> BACKUP =
      new RowShape<BackupResult>()
          .text("generation", "history", r -> generation(r.position()))
          .number("version", "last commit in it", r -> r.position().version())
          .instant("commit_time", "its time", BackupResult::commitTime)
          .number("pages", "pages, free ones included", BackupResult::pages)
          .number("image_bytes", "length of the restored file", BackupResult::imageBytes)
          .number("stream_bytes", "bytes written", BackupResult::streamBytes)
          .text("digest", "of the whole backup", BackupResult::digest)
          .flag("compressed", "whether as LZ4 frames", BackupResult::compressed)
          .millis("elapsed_ms", "how long it took", BackupResult::elapsed);

  /** What a verified backup holds. */
  public static final RowShape<BackupInfo> VERIFY =
      new RowShape<BackupInfo>()
          .text("generation", "history", r -> generation(r.position()))
          .number("version", "last commit in it", r -> r.position().version())
          .instant("commit_time", "its time", BackupInfo::commitTime)
          .number("page_size", "bytes of a page", BackupInfo::pageSize)
          .number("pages", "pages, free ones included", BackupInfo::pages)
          .number("image_bytes", "length of the restored file", BackupInfo::imageBytes)
          .number("stream_bytes", "bytes read", BackupInfo::streamBytes)
          .text("digest", "of the whole backup", BackupInfo::digest)
          .flag("compressed", "whether as LZ4 frames", BackupInfo::compressed)
          .millis("elapsed_ms", "how long it took", BackupInfo::elapsed);

  /** What was shipped. */
  public static final RowShape<ShipResult> SHIP =
      new RowShape<ShipResult>()
          .number("sections", "one for each generation", ShipResult::sections)
          .numberOrNull("first_version", "first commit", r -> ifAny(r, r.firstVersion()))
          .numberOrNull("last_version", "last commit", r -> ifAny(r, r.lastVersion()))
          .number("commits", "commits shipped", ShipResult::commits)
          .number("bytes", "bytes written", ShipResult::bytes)
          .millis("elapsed_ms", "how long it took", ShipResult::elapsed);

  /** What an apply did. */
  public static final RowShape<ApplyResult> APPLY =
      new RowShape<ApplyResult>()
          .text("generation", "history", r -> generation(r.position()))
          .number("version", "where the replica is now", r -> r.position().version())
          .number("applied", "commits applied", ApplyResult::applied)
          .number("skipped", "commits that it had", ApplyResult::skipped)
          .instant("commit_time", "time of its last commit", ApplyResult::commitTime)
          .flag("reached_target", "whether UNTIL was reached", ApplyResult::reachedTarget)
          .millis("elapsed_ms", "how long it took", ApplyResult::elapsed);

  /** What a checkpoint did. */
  public static final RowShape<CheckpointResult> CHECKPOINT =
      new RowShape<CheckpointResult>()
          .number("version", "last commit in the page file", CheckpointResult::version)
          .number("pages_written", "0 if nothing was new", CheckpointResult::pagesWritten)
          .number("bytes_written", "to the page file", CheckpointResult::bytesWritten)
          .millis("elapsed_ms", "how long it took", CheckpointResult::elapsed);

  /** What a check found. */
  public static final RowShape<CheckResult> CHECK =
      new RowShape<CheckResult>()
          .flag("ok", "whether nothing is wrong", CheckResult::isOk)
          .number("version", "commit whose state was checked", CheckResult::version)
          .number("live_pages", "pages in use", CheckResult::livePages)
          .number("free_pages", "pages free for reuse", CheckResult::freePages)
          .number("entries", "keys", CheckResult::entries)
          .text("problems", "one a line", r -> String.join("\n", r.problems()))
          .millis("elapsed_ms", "how long it took", CheckResult::elapsed);

  /** What a compaction made. */
  public static final RowShape<CompactResult> COMPACT =
      new RowShape<CompactResult>()
          .text("path", "the database", r -> r.path().toString())
          .number("pages_before", "pages of the file before", CompactResult::pagesBefore)
          .number("pages_after", "pages of the file now", CompactResult::pagesAfter)
          .millis("elapsed_ms", "how long it took", CompactResult::elapsed);

  /** Where a promotion led. */
  public static final RowShape<Position> PROMOTE =
      new RowShape<Position>()
          .text("generation", "the new history", OperationRows::generation)
          .number("version", "the version reached", Position::version);

  /** A log hold. */
  public static final RowShape<HoldInfo> HOLD =
      new RowShape<HoldInfo>()
          .text("name", "its name", HoldInfo::name)
          .number("version", "log after this version is kept", HoldInfo::version)
          .number("cap_bytes", "log that it may keep", HoldInfo::capBytes)
          .number("held_bytes", "log that it keeps now", HoldInfo::heldBytes)
          .instant("created", "when it was made", HoldInfo::created);

  /** The name of a hold that was dropped. */
  public static final RowShape<String> DROPPED =
      new RowShape<String>().text("name", "the hold that was dropped", name -> name);

  private OperationRows() {}

  /** A generation as it is shown everywhere. */
  public static String generation(Position position) {
    return Position.generationText(position.generation());
  }

  private static @Nullable Long ifAny(ShipResult result, long version) {
    return result.isEmpty() ? null : version;
  }

  /** The columns of an operation's row. */
  public static List<Column> columns(Command.Operation operation) {
    return shape(operation).columns();
  }

  private static RowShape<?> shape(Command.Operation operation) {
    if (operation instanceof Command.Backup) {
      return BACKUP;
    }
    if (operation instanceof Command.VerifyBackup) {
      return VERIFY;
    }
    if (operation instanceof Command.ShipWal) {
      return SHIP;
    }
    if (operation instanceof Command.ApplyWal) {
      return APPLY;
    }
    if (operation instanceof Command.Checkpoint) {
      return CHECKPOINT;
    }
    if (operation instanceof Command.Check) {
      return CHECK;
    }
    if (operation instanceof Command.Compact) {
      return COMPACT;
    }
    if (operation instanceof Command.Promote) {
      return PROMOTE;
    }
    if (operation instanceof Command.ReplicaOperation replication) {
      return ReplicaRows.shape(replication);
    }
    if (operation instanceof Command.CreateHold) {
      return HOLD;
    }
    if (operation instanceof Command.DropHold) {
      return DROPPED;
    }
    throw new IllegalStateException("no row is known of " + operation.name());
  }
}
