package dev.kedge.cli.work;

import dev.kedge.ApplyResult;
import dev.kedge.BackupResult;
import dev.kedge.CheckResult;
import dev.kedge.CheckpointResult;
import dev.kedge.CompactResult;
import dev.kedge.Database;
import dev.kedge.HoldInfo;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.ShipResult;
import dev.kedge.replica.Replica;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What commands do with a database, whoever has it open. Results and errors are those of {@code
 * Database}; what the process failed with that has it open comes as {@code OwnerException}.
 */
public interface Work extends AutoCloseable {

  /** Which process carries it out, such as {@code pid 12}; empty if it is this one. */
  Optional<String> owner();

  /** What the database is and where it stands. */
  Standing standing();

  /** Writes a backup. */
  BackupResult backup(Output output, boolean compressed, ProgressListener progress)
      throws IOException;

  /**
   * Writes log.
   *
   * @param after after which version, null for all that there is
   */
  ShipResult ship(Output output, @Nullable Long after, ProgressListener progress)
      throws IOException;

  /** Applies log. */
  ApplyResult apply(Input input, ApplyUntil until, ProgressListener progress) throws IOException;

  /** Brings the database file up to date. */
  CheckpointResult checkpoint();

  /** Looks for damage. */
  CheckResult check(ProgressListener progress);

  /** Rewrites the database without free pages. */
  CompactResult compact(ProgressListener progress);

  /** Makes a primary of it. */
  Position promote();

  /** The log holds. */
  List<HoldInfo> holds();

  /**
   * Makes a log hold.
   *
   * @param after log after this version stays, null for the present one
   */
  HoldInfo createHold(String name, @Nullable Long after, long capBytes);

  /** Notes how far the party of a hold is; false if there is no such hold. */
  boolean advanceHold(String name, long through);

  /** Drops a hold; false if there is none of that name. */
  boolean dropHold(String name);

  /**
   * A replica of the database.
   *
   * @param name its name
   * @param url its destination
   * @param own makes it if no other process has the database open
   */
  ReplicaWork replica(String name, String url, Function<Database, Replica> own);

  @Override
  void close();
}
