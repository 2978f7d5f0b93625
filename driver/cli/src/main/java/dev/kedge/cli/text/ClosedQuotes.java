package dev.kedge.cli.text;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * Separated values of which the last quoted field must be closed: the library takes what follows an
 * open quote, all rows of it, as the field.
 */
final class ClosedQuotes extends FilterReader {

  /** Where in a row it is. */
  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private final char separator;
  private State state = State.FIELD_START;
  private char before;
  private long line = 1;
  private long openedIn;

  ClosedQuotes(Reader in, char separator) {
    super(in);
    this.separator = separator;
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] chars, int offset, int length) throws IOException {
    int count = in.read(chars, offset, length);
    if (count < 0 && state == State.QUOTED) {
      throw new FormException(
          "line " + openedIn + ": a quoted field begins there and is closed nowhere", null);
    }
    for (int i = 0; i < count; i++) {
      step(chars[offset + i]);
    }
    return count;
  }

  private void step(char c) {
    if (c == '\n' ? before != '\r' : c == '\r') {
      line++;
    }
    before = c;
    if (state == State.QUOTED) {
      state = c == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
    } else if (c == '"' && state == State.FIELD_START) {
      openedIn = line;
      state = State.QUOTED;
    } else if (c == '"' && state == State.QUOTE_IN_QUOTED) {
      state = State.QUOTED;
    } else {
      state = isEnd(c) ? State.FIELD_START : State.PLAIN;
    }
  }

  private boolean isEnd(char c) {
    return c == separator || c == '\n' || c == '\r';
  }
}
