package dev.kedge.jdbc.internal.language;

import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** Goes through the tokens of a statement, and says what was expected where it is not. */
final class TokenReader {

  private final String sql;
  private final List<Token> tokens;
  private int next;
  private int parameters;

  TokenReader(String sql) throws SQLException {
    this.sql = sql;
    this.tokens = new Tokenizer(sql).tokens();
  }

  /** How many question marks have been read. */
  int parameters() {
    return parameters;
  }

  boolean at(String keyword) {
    return peek().isKeyword(keyword);
  }

  boolean accept(String keyword) {
    boolean there = at(keyword);
    next += there ? 1 : 0;
    return there;
  }

  boolean acceptSymbol(String symbol) {
    boolean there = peek().isSymbol(symbol);
    next += there ? 1 : 0;
    return there;
  }

  void expect(String keyword) throws SQLException {
    if (!accept(keyword)) {
      throw expected(keyword);
    }
  }

  void expectSymbol(String symbol) throws SQLException {
    if (!acceptSymbol(symbol)) {
      throw expected(symbol);
    }
  }

  void end() throws SQLException {
    if (!peek().is(Token.Kind.END)) {
      throw expected("the end: one statement at a time");
    }
  }

  /** A name, in lower case. */
  String name(String what) throws SQLException {
    Token token = peek();
    if (!token.is(Token.Kind.WORD) && !token.is(Token.Kind.QUOTED_NAME)) {
      throw expected(what);
    }
    next++;
    return token.name();
  }

  boolean atNumber() {
    return peek().is(Token.Kind.NUMBER) || peek().isSymbol("-");
  }

  /** A whole number, perhaps with a minus. */
  long number() throws SQLException {
    boolean negative = acceptSymbol("-");
    Token token = peek();
    if (!token.is(Token.Kind.NUMBER)) {
      throw expected("a number");
    }
    try {
      long number = Long.parseLong(negative ? "-" + token.text() : token.text());
      next++;
      return number;
    } catch (NumberFormatException e) {
      throw error(SqlState.BAD_VALUE, "the number does not fit into 64 bits");
    }
  }

  /** A literal or a question mark. */
  Operand operand() throws SQLException {
    if (acceptSymbol("?")) {
      return new Operand.Parameter(parameters++);
    }
    if (atNumber()) {
      return new Operand.Literal(number());
    }
    if (accept("NULL")) {
      return new Operand.Literal(null);
    }
    Token token = peek();
    if (token.is(Token.Kind.TEXT)) {
      next++;
      return new Operand.Literal(token.text());
    }
    if (token.is(Token.Kind.BYTES)) {
      next++;
      return new Operand.Literal(HexFormat.of().parseHex(token.text()));
    }
    throw expected("a value: 'text', X'00ff', a number or ?");
  }

  /** A value, or a name, which stands for its own text as it is written. */
  Operand nameOrOperand() throws SQLException {
    Token token = peek();
    boolean word = token.is(Token.Kind.WORD) && !token.isKeyword("NULL");
    if (!word && !token.is(Token.Kind.QUOTED_NAME)) {
      return operand();
    }
    next++;
    return new Operand.Literal(token.text());
  }

  /** Something else stands where the next token is. */
  SQLException expected(String what) {
    return error(SqlState.SYNTAX_ERROR, "expected " + what + ", found " + peek().shown());
  }

  /** An error at the next token. */
  SQLException error(SqlState state, String message) {
    return Tokenizer.error(state, sql, peek().position(), message);
  }

  /** An error at the token that was read last. */
  SQLException errorBefore(SqlState state, String message) {
    return Tokenizer.error(state, sql, tokens.get(next - 1).position(), message);
  }

  private Token peek() {
    return tokens.get(next);
  }
}
