package dev.kedge.cli;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.text.ByteForm;
import dev.kedge.cli.text.Display;
import dev.kedge.cli.text.EntryWriter;
import dev.kedge.cli.text.Fields;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the entries of a range, for people or line by line for programs. */
@Command(
    name = "scan",
    description = {
      "Print keys and values in order, a line each with a tab between them.",
      "Control characters and backslashes are printed as \\uNNNN, a key or value that is no text as"
          + " \\xNN. --json prints a JSON object a line, with what is no text as Base64, under the"
          + " names keyBase64 and valueBase64."
    })
final class ScanCommand extends KedgeCommand {

  @Mixin final ReadableDatabase target = new ReadableDatabase();

  @Mixin final RangeOptions range = new RangeOptions();

  @Option(names = "--reverse", description = "The highest key first.")
  boolean reverse;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many.")
  long limit = Long.MAX_VALUE;

  ScanCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    if (limit < 0) {
      throw new IllegalArgumentException("--limit is " + limit + " and can't be negative");
    }
    KeyRange keys = reverse ? range.range().reversed() : range.range();
    try (Database database = target.open();
        Cursor cursor = database.cursor(keys);
        EntryWriter writer = writer()) {
      for (long n = 0; n < limit && cursor.next() && !console.isStopped(); n++) {
        writer.write(cursor.key(), cursor.value());
      }
    }
    return ExitCode.DONE;
  }

  private EntryWriter writer() {
    return json ? new Objects(console, range.bytes.form()) : new Lines(console, range.bytes.form());
  }

  private record Objects(Console console, ByteForm form) implements EntryWriter {

    @Override
    public void write(byte[] key, byte[] value) throws IOException {
      Fields.ofEntry(key, value, form).writeJson(console.out());
    }

    @Override
    public void close() {}
  }

  private record Lines(Console console, ByteForm form) implements EntryWriter {

    @Override
    public void write(byte[] key, byte[] value) throws IOException {
      console.print(text(key) + "\t" + text(value));
    }

    private String text(byte[] bytes) throws IOException {
      return form == ByteForm.TEXT ? Display.of(bytes) : form.encode(bytes);
    }

    @Override
    public void close() {}
  }
}
