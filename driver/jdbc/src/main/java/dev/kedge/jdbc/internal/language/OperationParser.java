package dev.kedge.jdbc.internal.language;

import java.sql.SQLException;

/** Reads the statements that name an operation on the whole database. */
final class OperationParser {

  private final TokenReader in;

  OperationParser(TokenReader in) {
    this.in = in;
  }

  Command parse() throws SQLException {
    if (in.accept("BACKUP")) {
      in.expect("TO");
      Operand file = in.operand();
      return new Command.Backup(file, in.accept("COMPRESSED"));
    }
    if (in.accept("VERIFY")) {
      in.expect("BACKUP");
      return new Command.VerifyBackup(in.operand());
    }
    if (in.accept("SHIP")) {
      in.expect("WAL");
      in.expect("TO");
      Operand file = in.operand();
      return new Command.ShipWal(file, in.accept("AFTER") ? in.operand() : null);
    }
    if (in.accept("APPLY")) {
      return applyWal();
    }
    if (in.accept("CREATE")) {
      return createHold();
    }
    if (in.accept("DROP")) {
      in.expect("HOLD");
      return new Command.DropHold(in.operand());
    }
    return replication();
  }

  private Command replication() throws SQLException {
    if (in.accept("SYNC")) {
      return new Command.SyncReplica(replica());
    }
    if (in.accept("SNAPSHOT")) {
      return new Command.SnapshotReplica(replica());
    }
    if (in.accept("VALIDATE")) {
      return new Command.ValidateReplica(replica());
    }
    if (in.accept("ENFORCE")) {
      return enforceRetention();
    }
    return single();
  }

  private Operand replica() throws SQLException {
    in.expect("REPLICA");
    return in.nameOrOperand();
  }

  private Command enforceRetention() throws SQLException {
    in.expect("RETENTION");
    in.expect("ON");
    Operand replica = replica();
    boolean dryRun = in.accept("DRY");
    if (dryRun) {
      in.expect("RUN");
    }
    return new Command.EnforceRetention(replica, dryRun);
  }

  private Command applyWal() throws SQLException {
    in.expect("WAL");
    in.expect("FROM");
    Operand file = in.operand();
    if (!in.accept("UNTIL")) {
      return new Command.ApplyWal(file, null, null);
    }
    if (in.accept("VERSION")) {
      return new Command.ApplyWal(file, in.operand(), null);
    }
    if (in.accept("TIMESTAMP")) {
      return new Command.ApplyWal(file, null, in.operand());
    }
    throw in.expected("VERSION or TIMESTAMP");
  }

  private Command createHold() throws SQLException {
    in.expect("HOLD");
    Operand hold = in.operand();
    Operand after = in.accept("AFTER") ? in.operand() : null;
    Operand cap = in.accept("CAP") ? in.operand() : null;
    return new Command.CreateHold(hold, after, cap);
  }

  private Command single() throws SQLException {
    if (in.accept("CHECKPOINT")) {
      return new Command.Checkpoint();
    }
    if (in.accept("CHECK")) {
      return new Command.Check();
    }
    if (in.accept("COMPACT")) {
      return new Command.Compact();
    }
    if (in.accept("PROMOTE")) {
      return new Command.Promote();
    }
    throw in.expected(StatementForm.beginnings());
  }
}
