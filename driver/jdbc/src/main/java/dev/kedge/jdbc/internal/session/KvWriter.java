package dev.kedge.jdbc.internal.session;

import dev.kedge.Cursor;
import dev.kedge.Transaction;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Values;
import java.sql.SQLException;

/** Carries out one change of entries, and tells how many it was about. */
final class KvWriter implements Session.Work<Long> {

  private final Command.Write command;
  private final Parameters parameters;
  private final Execution execution;
  private boolean changed;

  KvWriter(Bound<Command.Write> change, Execution execution) {
    this.command = change.command();
    this.parameters = change.parameters();
    this.execution = execution;
  }

  @Override
  public Long run(Transaction transaction) throws SQLException {
    if (command instanceof Command.Insert insert) {
      return insert(insert, transaction);
    }
    if (command instanceof Command.Upsert upsert) {
      for (Command.Pair row : upsert.rows()) {
        put(transaction, key(row), value(row));
      }
      return (long) upsert.rows().size();
    }
    if (command instanceof Command.Update update) {
      return update(update, transaction);
    }
    return delete((Command.Delete) command, transaction);
  }

  @Override
  public boolean hasChanged() {
    return changed;
  }

  private void put(Transaction transaction, byte[] key, byte[] value) {
    transaction.put(key, value);
    changed = true;
  }

  private byte[] key(Command.Pair row) throws SQLException {
    return parameters.bytes(row.key(), "the key");
  }

  private byte[] value(Command.Pair row) throws SQLException {
    return parameters.bytes(row.value(), "the value");
  }

  private long insert(Command.Insert insert, Transaction transaction) throws SQLException {
    for (Command.Pair row : insert.rows()) {
      byte[] key = key(row);
      if (transaction.exists(key)) {
        throw SqlState.DUPLICATE_KEY.error(
            "the key " + Values.toText(key) + " is there already: use UPSERT to replace its value");
      }
      put(transaction, key, value(row));
    }
    return insert.rows().size();
  }

  private long update(Command.Update update, Transaction transaction) throws SQLException {
    byte[] value = parameters.bytes(update.value(), "the value");
    KeyBounds bounds = KeyBounds.of(update.where(), parameters);
    byte[] key = bounds.single();
    if (key != null) {
      if (!transaction.exists(key)) {
        return 0;
      }
      put(transaction, key, value);
      return 1;
    }
    long count = 0;
    try (Cursor cursor = transaction.cursor(bounds.range())) {
      while (cursor.next()) {
        execution.check();
        put(transaction, cursor.key(), value);
        count++;
      }
    }
    return count;
  }

  private long delete(Command.Delete delete, Transaction transaction) throws SQLException {
    KeyBounds bounds = KeyBounds.of(delete.where(), parameters);
    long count = new KvReader(transaction, parameters, execution).count(bounds);
    byte[] key = bounds.single();
    if (count > 0 && key != null) {
      transaction.delete(key);
    } else if (count > 0) {
      transaction.deleteRange(bounds.range());
    }
    return count;
  }
}
