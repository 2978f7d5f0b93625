package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.Entry;
import dev.kedge.KedgeException;
import dev.kedge.LimitExceededException;
import dev.kedge.OperationCancelledException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import dev.kedge.cli.text.EntryReader;
import dev.kedge.cli.text.Fields;
import dev.kedge.cli.text.FormException;
import java.io.IOException;
import java.io.InputStream;

/** Sets the entries of a command's input, in any order. */
final class EntryInput {

  private final KedgeCommand command;
  private final WritableDatabase target;
  private final InputOption input;
  private final ByteFormOption bytes;

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
      long loaded = copy(format.reader(in, bytes.form()), database);
      command.done(
          "loaded %d entries: at version %d (%s)"
              .formatted(loaded, database.position().version(), database.position()),
          new Fields().with("entries", loaded).with("position", database.position()));
    }
  }

  private long copy(EntryReader reader, Database database) throws FormException {
    try (EntryBatches batches = new EntryBatches(database)) {
      try {
        return copy(reader, batches);
      } catch (FormException e) {
        throw e;
      } catch (IOException | KedgeException e) {
        throw new PartlyLoadedException(e, batches.committed());
      }
    }
  }

  /** Sets all of them, or those before one that is malformed; gives how many. */
  private long copy(EntryReader reader, EntryBatches batches) throws IOException {
    try {
      fill(reader, batches);
    } catch (FormException e) {
      throw new FormException(
          e.getMessage() + "; " + batches.finish() + " entries before were loaded", e);
    }
    return batches.finish();
  }

  private void fill(EntryReader reader, EntryBatches batches) throws IOException {
    for (Entry entry = reader.next(); entry != null; entry = reader.next()) {
      if (command.console.isStopped()) {
        throw new OperationCancelledException("loading");
      }
      try {
        batches.set(entry);
      } catch (LimitExceededException | IllegalArgumentException e) {
        throw new FormException("line " + reader.line() + ": " + e.getMessage(), e);
      }
    }
  }
}
