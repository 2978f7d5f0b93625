package dev.kedge.cli;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.OperationCancelledException;
import dev.kedge.Snapshot;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.EntryFormat;
import dev.kedge.cli.text.EntryWriter;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the entries of one state of a database to where a command's output goes. */
final class EntryOutput {

  private final KedgeCommand command;
  private final ReadableDatabase source;
  private final OutputOption output;
  private final RangeOptions range;

  EntryOutput(
      KedgeCommand command, ReadableDatabase source, OutputOption output, RangeOptions range) {
    this.command = command;
    this.source = source;
    this.output = output;
    this.range = range;
  }

  void write(EntryFormat format) throws IOException {
    Console console = command.console;
    try (Database database = source.open();
        Snapshot snapshot = database.snapshot();
        Cursor cursor = snapshot.cursor(range.range())) {
      long[] entries = new long[1];
      output.write(console, out -> entries[0] = copy(cursor, format, out));
      command.done(
          "wrote %d entries of version %d (%s)"
              .formatted(entries[0], snapshot.version(), snapshot.position()),
          new Fields().with("entries", entries[0]).with("position", snapshot.position()),
          output.isStandard());
    }
  }

  private long copy(Cursor cursor, EntryFormat format, OutputStream out) throws IOException {
    long entries = 0;
    try (EntryWriter writer = format.writer(out, range.bytes.form())) {
      for (; cursor.next(); entries++) {
        writer.write(cursor.key(), cursor.value());
        if (command.console.isStopped()) {
          throw new OperationCancelledException("writing entries");
        }
      }
    }
    return entries;
  }
}
