package dev.kedge.cli.text;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Writes a header and then each entry as a record of two fields. */
final class SeparatedWriter implements EntryWriter {

  static final String KEY = "key";
  static final String VALUE = "value";

  private final CsvWriter csv;
  private final ByteForm form;

  SeparatedWriter(OutputStream out, char separator, ByteForm form) {
    this.csv =
        CsvWriter.builder()
            .fieldSeparator(separator)
            .lineDelimiter(LineDelimiter.LF)
            .build(out, StandardCharsets.UTF_8);
    this.form = form;
    csv.writeRecord(KEY, VALUE);
  }

  @Override
  public void write(byte[] key, byte[] value) throws IOException {
    try {
      csv.writeRecord(form.encode(key), form.encode(value));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  @Override
  public void close() throws IOException {
    try {
      csv.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
