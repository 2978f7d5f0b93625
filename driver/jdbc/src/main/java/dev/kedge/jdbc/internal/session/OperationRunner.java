package dev.kedge.jdbc.internal.session;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.Database;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.Restore;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.engine.Operations;
import dev.kedge.jdbc.internal.engine.Replicas;
import dev.kedge.jdbc.internal.engine.RunningOperation;
import dev.kedge.jdbc.internal.engine.StatementFiles;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.language.Operand;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.session.Detached.Work;
import dev.kedge.jdbc.internal.table.OperationRows;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;

/** Carries out operations on the whole database, and notes how far they are. */
final class OperationRunner {

  private static final long DEFAULT_HOLD_CAP = 1L << 30;

  private final Database database;
  private final Operations operations;
  private final Replicas replicas;
  private final StatementFiles files;

  OperationRunner(Lease lease, StatementFiles files) {
    this.database = lease.database();
    this.operations = lease.operations();
    this.replicas = lease.replicas();
    this.files = files;
  }

  Rows run(Command.Operation command, Parameters parameters, Execution execution)
      throws SQLException {
    Work<Rows> work = new Preparation(parameters, execution).of(command);
    Work<Rows> noted = () -> noted(command, work, execution);
    // Nothing ends a promotion before its time, as it can't be half done: it is waited for.
    return command instanceof Command.Promote
        ? noted.run()
        : Detached.run(command.name(), execution, noted);
  }

  private Rows noted(Command.Operation command, Work<Rows> work, Execution execution)
      throws SQLException {
    RunningOperation noted = operations.begin(command.name());
    execution.report(noted);
    try {
      Rows rows = work.run();
      noted.end(RunningOperation.State.DONE, null);
      return rows;
    } catch (OperationCancelledException e) {
      noted.end(RunningOperation.State.CANCELLED, e.getMessage());
      throw e;
    } catch (SQLException | RuntimeException | Error e) {
      noted.end(RunningOperation.State.FAILED, e.getMessage());
      throw e;
    }
  }

  /** Reads the operands of an operation while they are what they were, and gives what is to do. */
  private final class Preparation {

    private final Parameters parameters;
    private final Execution execution;

    Preparation(Parameters parameters, Execution execution) {
      this.parameters = parameters;
      this.execution = execution;
    }

    Work<Rows> of(Command.Operation command) throws SQLException {
      if (command instanceof Command.Backup backup) {
        Path file = file(backup.file());
        BackupOptions how = new BackupOptions(backup.compressed(), execution);
        return () -> OperationRows.BACKUP.one(database.backup(file, how));
      }
      if (command instanceof Command.VerifyBackup verify) {
        Path file = file(verify.file());
        return () -> OperationRows.VERIFY.one(Restore.verify(file, execution));
      }
      if (command instanceof Command.ShipWal ship) {
        return ship(ship);
      }
      if (command instanceof Command.ApplyWal apply) {
        Work<ApplyResult> work = apply(apply);
        return () -> OperationRows.APPLY.one(work.run());
      }
      if (command instanceof Command.ReplicaOperation replication) {
        return new ReplicaRunner(replicas, parameters, execution).prepare(replication);
      }
      if (command instanceof Command.CreateHold create) {
        return createHold(create);
      }
      if (command instanceof Command.DropHold drop) {
        String name = parameters.text(drop.hold(), "the name");
        return () -> dropHold(name);
      }
      return maintenance(command);
    }

    private Work<Rows> maintenance(Command.Operation command) {
      if (command instanceof Command.Checkpoint) {
        return () -> OperationRows.CHECKPOINT.one(database.checkpoint());
      }
      if (command instanceof Command.Check) {
        return () -> OperationRows.CHECK.one(database.check(execution));
      }
      if (command instanceof Command.Compact) {
        return () -> OperationRows.COMPACT.one(database.compact(execution));
      }
      if (command instanceof Command.Promote) {
        return OperationRunner.this::promote;
      }
      throw new IllegalStateException("nothing carries out " + command.name());
    }

    private Path file(Operand operand) throws SQLException {
      return files.resolve(parameters.onlyText(operand, "the file name"));
    }

    private Work<Rows> ship(Command.ShipWal ship) throws SQLException {
      Path file = file(ship.file());
      long after =
          ship.after() == null ? oldestInLog() : parameters.number(ship.after(), "the version");
      return () -> OperationRows.SHIP.one(database.shipWal(file, after, execution));
    }

    /** The version after which the log has every commit. */
    private long oldestInLog() {
      return database.stats().logFirstVersion() - 1;
    }

    private Work<ApplyResult> apply(Command.ApplyWal apply) throws SQLException {
      Path file = file(apply.file());
      if (apply.untilVersion() != null) {
        long version = parameters.number(apply.untilVersion(), "the version");
        return () -> database.applyWalUntil(file, version, execution);
      }
      if (apply.untilTimestamp() != null) {
        Instant instant = parameters.instant(apply.untilTimestamp(), "the timestamp");
        return () -> database.applyWalUntil(file, instant, execution);
      }
      return () -> database.applyWal(file, execution);
    }

    private Work<Rows> createHold(Command.CreateHold create) throws SQLException {
      String name = parameters.text(create.hold(), "the name");
      long after =
          create.after() == null
              ? database.position().version()
              : parameters.number(create.after(), "the version");
      long cap =
          create.cap() == null ? DEFAULT_HOLD_CAP : parameters.number(create.cap(), "the cap");
      return () -> OperationRows.HOLD.one(database.holds().create(name, after, cap));
    }
  }

  /**
   * Promotes the database. The engine does nothing if there is nothing to do; here that is refused,
   * since who names the wrong file would take it for done.
   */
  private Rows promote() throws SQLException {
    Position before = database.position();
    Position promoted = database.promote();
    if (promoted.generation() == before.generation()) {
      throw SqlState.WRONG_STATE.error(
          database.path()
              + " is a primary already, at "
              + promoted
              + ", and has not been changed: to promote a replica, connect to its file");
    }
    return OperationRows.PROMOTE.one(promoted);
  }

  private Rows dropHold(String name) throws SQLException {
    if (!database.holds().drop(name)) {
      throw SqlState.NO_SUCH_HOLD.error(
          "there is no hold \"" + name + "\": SELECT name FROM sys.holds");
    }
    return OperationRows.DROPPED.one(name);
  }
}
