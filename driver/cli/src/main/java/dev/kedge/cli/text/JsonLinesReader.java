package dev.kedge.cli.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.kedge.Entry;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects that follow one another, each with the members {@code key} and {@code value}
 * and no others.
 */
final class JsonLinesReader implements EntryReader {

  private final JsonParser json;
  private final ByteForm form;
  private long line;

  JsonLinesReader(InputStream in, ByteForm form) throws IOException {
    this.json = Json.FACTORY.createParser(in).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
    this.form = form;
  }

  @Override
  public @Nullable Entry next() throws IOException {
    line = 0;
    try {
      JsonToken token = json.nextToken();
      return token == null ? null : entry(token);
    } catch (JsonEOFException e) {
      line = line == 0 ? e.getLocation().getLineNr() : line;
      throw malformed("the input ends before the object does", e);
    } catch (StreamReadException e) {
      line = e.getLocation().getLineNr();
      int column = e.getLocation().getColumnNr();
      throw malformed("near column " + column + " this is no JSON in UTF-8", e);
    } catch (CharConversionException e) {
      throw malformed("this is no JSON in UTF-8", e);
    }
  }

  private Entry entry(JsonToken token) throws IOException {
    line = json.currentTokenLocation().getLineNr();
    if (token != JsonToken.START_OBJECT) {
      throw malformed("there is no JSON object", null);
    }
    byte[] key = null;
    byte[] value = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      if (name.equals("key") ? key != null : name.equals("value") && value != null) {
        throw malformed("the member \"" + name + "\" is there twice", null);
      }
      byte[] bytes = bytes(name);
      switch (name) {
        case "key" -> key = bytes;
        case "value" -> value = bytes;
        default -> throw malformed("there is a member \"" + name + "\"", null);
      }
    }
    if (key == null || value == null) {
      throw malformed("the member " + (key == null ? "key" : "value") + " is missing", null);
    }
    return new Entry(key, value);
  }

  private byte[] bytes(String name) throws IOException {
    if (json.nextToken() != JsonToken.VALUE_STRING) {
      throw malformed("the member \"" + name + "\" is not a string", null);
    }
    try {
      return form.decode(json.getText());
    } catch (FormException e) {
      throw malformed(e.getMessage(), e);
    }
  }

  @Override
  public long line() {
    return line;
  }

  private FormException malformed(@Nullable String what, @Nullable Exception cause) {
    return new FormException(
        "line " + line + ": " + what + "; a line is {\"key\":\"…\",\"value\":\"…\"}", cause);
  }
}
