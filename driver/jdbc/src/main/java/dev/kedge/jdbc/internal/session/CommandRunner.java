package dev.kedge.jdbc.internal.session;

import dev.kedge.WriteBatch;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.Rows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries out commands for a connection. */
final class CommandRunner {

  private final Lease lease;
  private final Session session;
  private final OperationRunner operations;
  private final List<Column> kv;

  CommandRunner(Lease lease, Session session, OperationRunner operations, List<Column> kv) {
    this.lease = lease;
    this.session = session;
    this.operations = operations;
    this.kv = kv;
  }

  /** Carries out a command that gives rows. */
  Rows query(Bound<Command> bound, Execution execution) throws SQLException {
    Command command = bound.command();
    Parameters parameters = bound.parameters();
    if (command instanceof Command.Select select) {
      return select.isSystem()
          ? new SystemReader(lease, parameters, execution).select(select)
          : new KvReader(session.view(), parameters, execution).select(select, kv);
    }
    if (command instanceof Command.Ping ping) {
      List<@Nullable Object[]> row = new ArrayList<>();
      row.add(new @Nullable Object[] {ping.number()});
      return Rows.of(CommandColumns.PING, row);
    }
    Command.Operation operation = (Command.Operation) command;
    if (operation.writes()) {
      session.checkWritable();
    }
    session.checkNothingWritten(operation.name());
    return operations.run(operation, parameters, execution);
  }

  /** Carries out a change of entries, and gives how many it was about. */
  long update(Bound<Command.Write> change, Execution execution) throws SQLException {
    session.checkEntriesWritable();
    if (session.autoCommit() && change.command() instanceof Command.Upsert upsert) {
      session.write(batch(List.of(change)));
      return upsert.rows().size();
    }
    return session.write(new KvWriter(change, execution));
  }

  /**
   * Carries out changes in one transaction of their own, wholly or not at all.
   *
   * @return for each how many entries it was about
   */
  long[] updateTogether(List<Bound<Command.Write>> changes, Execution execution)
      throws SQLException {
    session.checkEntriesWritable();
    if (changes.stream().allMatch(change -> change.command() instanceof Command.Upsert)) {
      session.write(batch(changes));
      return changes.stream()
          .mapToLong(change -> ((Command.Upsert) change.command()).rows().size())
          .toArray();
    }
    return session.write(
        transaction -> {
          long[] counts = new long[changes.size()];
          for (int i = 0; i < counts.length; i++) {
            counts[i] = new KvWriter(changes.get(i), execution).run(transaction);
          }
          return counts;
        });
  }

  private static WriteBatch batch(List<Bound<Command.Write>> upserts) throws SQLException {
    WriteBatch batch = new WriteBatch();
    for (Bound<Command.Write> upsert : upserts) {
      for (Command.Pair row : ((Command.Upsert) upsert.command()).rows()) {
        batch.put(
            upsert.parameters().bytes(row.key(), "the key"),
            upsert.parameters().bytes(row.value(), "the value"));
      }
    }
    return batch;
  }
}
