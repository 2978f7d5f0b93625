package dev.kedge.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;

/** Writes each entry as a JSON object in a line of its own. */
final class JsonLinesWriter implements EntryWriter {

  private final JsonGenerator json;
  private final ByteForm form;

  JsonLinesWriter(OutputStream out, ByteForm form) throws IOException {
    this.json = Json.generator(out);
    this.form = form;
  }

  @Override
  public void write(byte[] key, byte[] value) throws IOException {
    json.writeStartObject();
    json.writeStringField("key", form.encode(key));
    json.writeStringField("value", form.encode(value));
    json.writeEndObject();
    json.writeRaw('\n');
  }

  @Override
  public void close() throws IOException {
    json.close();
  }
}
