package dev.kedge.cli.text;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.kedge.Entry;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a header with the fields key and value, in either order, and then records of both. */
final class SeparatedReader implements EntryReader {

  /**
   * The longest field, in characters. Unless told, the library takes 16 Mi at the most, which is
   * less than what a long value was written as; how long a value may be is up to the engine.
   */
  private static final int MAX_FIELD = 1 << 30;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private final Iterator<CsvRecord> records;
  private final ByteForm form;
  private int keyField = -1;
  private long line;

  SeparatedReader(InputStream in, char separator, ByteForm form) {
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .maxBufferSize(MAX_FIELD)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            // A decoder of one's own, as that of the library replaces what is no UTF-8.
            .build(
                handler(),
                new ClosedQuotes(
                    new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()), separator))
            .iterator();
    this.form = form;
  }

  private static CsvRecordHandler handler() {
    return CsvRecordHandler.builder()
        .maxFieldSize(MAX_FIELD)
        .maxRecordSize(Integer.MAX_VALUE)
        .build();
  }

  @Override
  public @Nullable Entry next() throws IOException {
    try {
      if (keyField < 0) {
        readHeader();
      }
      return records.hasNext() ? entry(records.next()) : null;
    } catch (CsvParseException e) {
      throw new FormException(String.valueOf(e.getMessage()), e);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof CharacterCodingException) {
        throw new FormException("the input is not UTF-8", e);
      }
      throw e.getCause();
    }
  }

  private void readHeader() throws FormException {
    List<String> names =
        records.hasNext() ? new ArrayList<>(records.next().getFields()) : List.of();
    if (!names.isEmpty() && names.get(0).startsWith(BYTE_ORDER_MARK)) {
      names.set(0, names.get(0).substring(BYTE_ORDER_MARK.length()));
    }
    keyField = names.indexOf(SeparatedWriter.KEY);
    if (names.size() != 2 || keyField < 0 || names.indexOf(SeparatedWriter.VALUE) < 0) {
      throw new FormException(
          "line 1: the header is " + names + " and must be the fields key and value", null);
    }
  }

  private Entry entry(CsvRecord fields) throws FormException {
    line = fields.getStartingLineNumber();
    if (fields.getFieldCount() != 2) {
      throw malformed("there are " + fields.getFieldCount() + " fields, not 2", null);
    }
    try {
      return new Entry(
          form.decode(fields.getField(keyField)), form.decode(fields.getField(1 - keyField)));
    } catch (FormException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  @Override
  public long line() {
    return line;
  }

  private FormException malformed(@Nullable String what, @Nullable Exception cause) {
    return new FormException("line " + line + ": " + what, cause);
  }
}
