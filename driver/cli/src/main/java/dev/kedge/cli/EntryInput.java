package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.Durability;
import dev.kedge.Entry;
import dev.kedge.LimitExceededException;
import dev.kedge.OperationCancelledException;
import dev.kedge.WriteBatch;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import dev.kedge.cli.text.EntryReader;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.text.FormException;
import java.io.IOException;
import java.io.InputStream;

/**
 * Sets the entries of a command's input, in any order, in commits of moderate size of which only
 * the last is forced.
 */
final class EntryInput {

  private static final long BATCH_BYTES = 1 << 20;
  private static final int BATCH_ENTRIES = 10_000;

  private final KedgeCommand command;
  private final WritableDatabase target;
  private final InputOption input;
  private final ByteFormOption bytes;
  private final WriteBatch batch = new WriteBatch();
  private long firstLine;
  private long loaded;

  EntryInput(
      KedgeCommand command, WritableDatabase target, InputOption input, ByteFormOption bytes) {
    this.command = command;
    this.target = target;
    this.input = input;
    this.bytes = bytes;
  }

  void load(EntryFormat format) throws IOException {
    Console console = command.console;
    try (InputStream in = input.open(console);
        Database database = target.openForCommits()) {
      copy(format.reader(in, bytes.form()), database);
      command.done(
          "loaded %d entries: at version %d (%s)"
              .formatted(loaded, database.position().version(), database.position()),
          new Fields().with("entries", loaded).with("position", database.position()));
    }
  }

  private void copy(EntryReader reader, Database database) throws IOException {
    FormException malformed = null;
    try {
      fill(reader, database);
    } catch (FormException e) {
      malformed = e;
    }
    if (batch.size() > 0) {
      commit(database, Durability.FULL, reader.line());
    }
    if (malformed != null) {
      throw new FormException(malformed.getMessage() + "; " + loadedBefore(), malformed);
    }
  }

  private void fill(EntryReader reader, Database database) throws IOException {
    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
      if (command.console.isStopped()) {
        throw new OperationCancelledException("loading");
      }
      if (batch.bytes() >= BATCH_BYTES || batch.size() >= BATCH_ENTRIES) {
        commit(database, Durability.OFF, reader.line() - 1);
      }
      if (batch.size() == 0) {
        firstLine = reader.line();
      }
      batch.put(entry.key(), entry.value());
    }
  }

  private void commit(Database database, Durability durability, long lastLine)
      throws FormException {
    try {
      database.write(batch, durability);
    } catch (LimitExceededException | IllegalArgumentException e) {
      throw new FormException(
          "lines %d to %d: %s; %s".formatted(firstLine, lastLine, e.getMessage(), loadedBefore()),
          e);
    }
    loaded += batch.size();
    batch.clear();
  }

  private String loadedBefore() {
    return loaded + " entries before were loaded";
  }
}
