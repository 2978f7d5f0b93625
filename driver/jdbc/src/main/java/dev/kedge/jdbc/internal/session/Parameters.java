package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Operand;
import dev.kedge.jdbc.internal.result.Values;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of a statement's parameters, and through them those of its operands. */
final class Parameters {

  private static final Object MISSING = new Object();

  private final @Nullable Object[] values;

  Parameters(int count) {
    this.values = new @Nullable Object[count];
    clear();
  }

  private Parameters(@Nullable Object[] values) {
    this.values = values;
  }

  /** Those of a batch: what is set later does not change them. */
  Parameters copy() {
    return new Parameters(values.clone());
  }

  void clear() {
    Arrays.fill(values, MISSING);
  }

  int count() {
    return values.length;
  }

  /** Sets one; numbers are from 1, as JDBC has them. */
  void set(int number, @Nullable Object value) throws SQLException {
    if (number < 1 || number > values.length) {
      throw SqlState.NO_SUCH_INDEX.error(
          "there is no parameter " + number + ": the statement has " + values.length);
    }
    values[number - 1] = value;
  }

  /** Refuses to go on while one is not set. */
  void checkComplete() throws SQLException {
    for (int i = 0; i < values.length; i++) {
      if (values[i] == MISSING) {
        throw SqlState.PARAMETER_MISSING.error("parameter " + (i + 1) + " is not set");
      }
    }
  }

  private Object value(Operand operand, String what) throws SQLException {
    Object value =
        operand instanceof Operand.Literal literal
            ? literal.value()
            : values[((Operand.Parameter) operand).index()];
    if (value == null) {
      throw SqlState.NULL_VALUE.error(what + " is NULL: give a value");
    }
    return value;
  }

  byte[] bytes(Operand operand, String what) throws SQLException {
    return Values.toBytes(value(operand, what));
  }

  String text(Operand operand, String what) throws SQLException {
    return Values.toText(value(operand, what));
  }

  /** What is text already, and not a number or bytes that have one. */
  String onlyText(Operand operand, String what) throws SQLException {
    if (value(operand, what) instanceof String text) {
      return text;
    }
    throw SqlState.WRONG_TYPE.error(what + " is not text: put it in quotes, or use setString");
  }

  /** A whole number that is not negative. */
  long number(Operand operand, String what) throws SQLException {
    long number = Values.toWhole(value(operand, what), Long.MIN_VALUE, Long.MAX_VALUE);
    if (number < 0) {
      throw SqlState.BAD_VALUE.error(what + " is not negative: " + number);
    }
    return number;
  }

  Instant instant(Operand operand, String what) throws SQLException {
    return Values.toInstant(value(operand, what));
  }
}
