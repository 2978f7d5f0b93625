package dev.kedge.jdbc.internal.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a statement asks for. Lists are immutable. */
public sealed interface Command {

  /** Whether it gives rows; otherwise a number of entries. */
  default boolean givesRows() {
    return true;
  }

  /** Whether it may change the database or its files. */
  default boolean writes() {
    return false;
  }

  /** {@code SELECT 1}: asks nothing but whether the connection works. */
  record Ping(long number) implements Command {}

  /**
   * {@code SELECT … FROM}.
   *
   * @param table {@code kv}, or {@code sys.} and a name
   * @param columns the columns asked for, in lower case; null for all of them
   * @param count whether the number of rows is asked for instead
   * @param where what must hold for a row
   * @param descending whether from the highest key down
   * @param limit how many rows at most, or null
   * @param offset how many rows to skip first, or null
   */
  record Select(
      String table,
      @Nullable List<String> columns,
      boolean count,
      List<Condition> where,
      boolean descending,
      @Nullable Operand limit,
      @Nullable Operand offset)
      implements Command {

    /** Whether it reads a system table. */
    public boolean isSystem() {
      return table.startsWith("sys.");
    }
  }

  /** A change of entries. */
  sealed interface Write extends Command {
    @Override
    default boolean givesRows() {
      return false;
    }

    @Override
    default boolean writes() {
      return true;
    }
  }

  /**
   * A key and its value.
   *
   * @param key the key
   * @param value the value
   */
  record Pair(Operand key, Operand value) {}

  /** {@code INSERT INTO kv}: fails if a key is there. */
  record Insert(List<Pair> rows) implements Write {}

  /** {@code UPSERT INTO kv}: whether or not a key is there. */
  record Upsert(List<Pair> rows) implements Write {}

  /** {@code UPDATE kv SET value =}: entries that are there. */
  record Update(Operand value, List<Condition> where) implements Write {}

  /** {@code DELETE FROM kv}. */
  record Delete(List<Condition> where) implements Write {}

  /** An operation on the database as a whole. */
  sealed interface Operation extends Command {

    /** Its first words, which name it to users. */
    String name();
  }

  /** {@code BACKUP TO}. */
  record Backup(Operand file, boolean compressed) implements Operation {
    @Override
    public String name() {
      return "BACKUP";
    }
  }

  /** {@code VERIFY BACKUP}. */
  record VerifyBackup(Operand file) implements Operation {
    @Override
    public String name() {
      return "VERIFY BACKUP";
    }
  }

  /**
   * {@code SHIP WAL TO}.
   *
   * @param file the file to write
   * @param after the version after which it begins; null for all that the log has
   */
  record ShipWal(Operand file, @Nullable Operand after) implements Operation {
    @Override
    public String name() {
      return "SHIP WAL";
    }
  }

  /**
   * {@code APPLY WAL FROM}.
   *
   * @param file a file, or a directory that an archive filled
   * @param untilVersion the last version to apply, or null
   * @param untilTimestamp the instant to stop at, or null; not with a version
   */
  record ApplyWal(Operand file, @Nullable Operand untilVersion, @Nullable Operand untilTimestamp)
      implements Operation {
    @Override
    public String name() {
      return "APPLY WAL";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /** {@code CHECKPOINT}. */
  record Checkpoint() implements Operation {
    @Override
    public String name() {
      return "CHECKPOINT";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /** {@code CHECK}. */
  record Check() implements Operation {
    @Override
    public String name() {
      return "CHECK";
    }
  }

  /** {@code COMPACT}. */
  record Compact() implements Operation {
    @Override
    public String name() {
      return "COMPACT";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /** {@code PROMOTE}. */
  record Promote() implements Operation {
    @Override
    public String name() {
      return "PROMOTE";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /**
   * {@code CREATE HOLD}.
   *
   * @param hold its name
   * @param after the version after which log is kept; null for the present one
   * @param cap bytes of log that it may keep; null for the default
   */
  record CreateHold(Operand hold, @Nullable Operand after, @Nullable Operand cap)
      implements Operation {
    @Override
    public String name() {
      return "CREATE HOLD";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /** {@code DROP HOLD}. */
  record DropHold(Operand hold) implements Operation {
    @Override
    public String name() {
      return "DROP HOLD";
    }

    @Override
    public boolean writes() {
      return true;
    }
  }

  /** An operation on a replica. */
  sealed interface ReplicaOperation extends Operation {

    /** Its name. */
    Operand replica();
  }

  /** {@code SYNC REPLICA}. */
  record SyncReplica(Operand replica) implements ReplicaOperation {
    @Override
    public String name() {
      return "SYNC REPLICA";
    }
  }

  /** {@code SNAPSHOT REPLICA}. */
  record SnapshotReplica(Operand replica) implements ReplicaOperation {
    @Override
    public String name() {
      return "SNAPSHOT REPLICA";
    }
  }

  /** {@code VALIDATE REPLICA}. */
  record ValidateReplica(Operand replica) implements ReplicaOperation {
    @Override
    public String name() {
      return "VALIDATE REPLICA";
    }
  }

  /**
   * {@code ENFORCE RETENTION ON REPLICA}.
   *
   * @param replica its name
   * @param dryRun whether only what would be deleted is asked for
   */
  record EnforceRetention(Operand replica, boolean dryRun) implements ReplicaOperation {
    @Override
    public String name() {
      return "ENFORCE RETENTION";
    }

    /** What it deletes is no file of the database, but what it could be restored from. */
    @Override
    public boolean writes() {
      return !dryRun;
    }
  }
}
