package dev.kedge.jdbc.internal.language;

import dev.kedge.jdbc.internal.error.SqlState;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Cuts a statement into tokens; comments and white space fall away. */
final class Tokenizer {

  private static final String SYMBOLS = "(),.*=<>?;-";

  private final String sql;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  Tokenizer(String sql) {
    this.sql = sql;
  }

  /** The tokens, the last of them {@link Token.Kind#END}. */
  List<Token> tokens() throws SQLException {
    skipBlanks();
    while (at < sql.length()) {
      tokens.add(next());
      skipBlanks();
    }
    tokens.add(new Token(Token.Kind.END, "", sql.length()));
    return tokens;
  }

  private void skipBlanks() throws SQLException {
    while (at < sql.length()) {
      if (Character.isWhitespace(sql.charAt(at))) {
        at++;
      } else if (sql.startsWith("--", at)) {
        int end = sql.indexOf('\n', at);
        at = end < 0 ? sql.length() : end;
      } else if (sql.startsWith("/*", at)) {
        int end = sql.indexOf("*/", at + 2);
        if (end < 0) {
          throw error(at, "the comment is not closed: write */ behind it");
        }
        at = end + 2;
      } else {
        return;
      }
    }
  }

  private Token next() throws SQLException {
    int start = at;
    char c = sql.charAt(at);
    if (c == '\'') {
      return quoted(Token.Kind.TEXT, start);
    }
    if (c == '"') {
      return quoted(Token.Kind.QUOTED_NAME, start);
    }
    if (isDigit(c)) {
      return number(start);
    }
    if (isWordPart(c)) {
      return word(start);
    }
    return symbol(start);
  }

  private Token number(int start) throws SQLException {
    while (at < sql.length() && isDigit(sql.charAt(at))) {
      at++;
    }
    if (at < sql.length() && isWordPart(sql.charAt(at))) {
      throw error(start, "a number has digits only: put text in quotes");
    }
    return new Token(Token.Kind.NUMBER, sql.substring(start, at), start);
  }

  private Token word(int start) throws SQLException {
    while (at < sql.length() && isWordPart(sql.charAt(at))) {
      at++;
    }
    String word = sql.substring(start, at);
    boolean beforeQuote = at < sql.length() && sql.charAt(at) == '\'';
    if (beforeQuote && word.equalsIgnoreCase("X")) {
      return bytes(start);
    }
    if (beforeQuote && word.equalsIgnoreCase("N")) {
      return quoted(Token.Kind.TEXT, start);
    }
    return new Token(Token.Kind.WORD, word, start);
  }

  private Token bytes(int start) throws SQLException {
    String digits = quoted(Token.Kind.BYTES, start).text();
    boolean hex = digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
    if (!hex || digits.length() % 2 != 0) {
      throw error(start, "bytes are pairs of hexadecimal digits: X'00ff'");
    }
    return new Token(Token.Kind.BYTES, digits, start);
  }

  /** What stands between quotes; a quote in it is doubled. */
  private Token quoted(Token.Kind kind, int start) throws SQLException {
    char quote = sql.charAt(at++);
    StringBuilder content = new StringBuilder();
    while (at < sql.length()) {
      char c = sql.charAt(at++);
      if (c != quote) {
        content.append(c);
      } else if (at < sql.length() && sql.charAt(at) == quote) {
        content.append(c);
        at++;
      } else {
        return new Token(kind, whole(content.toString(), start), start);
      }
    }
    throw error(start, "the quote is not closed: write " + quote + " behind it");
  }

  private String whole(String content, int start) throws SQLException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(content)) {
      throw error(
          SqlState.WRONG_TYPE,
          sql,
          start,
          "what is between the quotes has half of a surrogate pair: write the whole pair, or"
              + " bytes");
    }
    return content;
  }

  private Token symbol(int start) throws SQLException {
    String two = sql.substring(at, Math.min(at + 2, sql.length()));
    if (two.equals("<=") || two.equals(">=")) {
      at += 2;
      return new Token(Token.Kind.SYMBOL, two, start);
    }
    String one = two.substring(0, 1);
    if (!SYMBOLS.contains(one)) {
      throw error(start, "the character " + one + " has no meaning here");
    }
    at++;
    return new Token(Token.Kind.SYMBOL, one, start);
  }

  private SQLException error(int position, String message) {
    return error(SqlState.SYNTAX_ERROR, sql, position, message);
  }

  /** An error at a place of a statement; places are counted from 1 for people. */
  static SQLException error(SqlState state, String sql, int position, String message) {
    int from = Math.max(0, position - 20);
    int to = Math.min(sql.length(), position + 20);
    String near =
        position >= sql.length() ? "at the end" : "near \"" + sql.substring(from, to) + "\"";
    return state.error("at position " + (position + 1) + ", " + near + ": " + message);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isWordPart(char c) {
    return c == '_' || isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
