package dev.kedge.jdbc.internal.language;

import java.util.Locale;

/**
 * A piece of a statement.
 *
 * @param kind what it is
 * @param text a word, the digits, the symbol, the content of a text; hexadecimal digits of bytes
 * @param position where it begins in the statement, from 0
 */
record Token(Kind kind, String text, int position) {

  enum Kind {
    /** A keyword or a name. */
    WORD,
    /** A name in double quotes: never a keyword. */
    QUOTED_NAME,
    /** Text in quotes. */
    TEXT,
    /** {@code X'…'}. */
    BYTES,
    /** Digits. */
    NUMBER,
    /** Anything else that has a meaning. */
    SYMBOL,
    /** Behind the last. */
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  boolean isKeyword(String keyword) {
    return kind == Kind.WORD && text.equalsIgnoreCase(keyword);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** The name it stands for: names are the same in upper and lower case. */
  String name() {
    return text.toLowerCase(Locale.ROOT);
  }

  /** What it is, for messages. */
  String shown() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> "'" + text + "'";
      case BYTES -> "X'" + text + "'";
      case QUOTED_NAME -> "\"" + text + "\"";
      case WORD, NUMBER, SYMBOL -> text;
    };
  }
}
