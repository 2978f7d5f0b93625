package dev.kedge.jdbc.internal.language;

/**
 * A comparison in a WHERE clause; all of a clause must hold.
 *
 * @param column the column on the left, in lower case
 * @param comparison how it is compared
 * @param operand the value on the right
 */
public record Condition(String column, Comparison comparison, Operand operand) {

  /** How a column is compared with a value. */
  public enum Comparison {
    /** {@code =} */
    EQUAL,
    /** {@code <} */
    BELOW,
    /** {@code <=} */
    AT_MOST,
    /** {@code >} */
    ABOVE,
    /** {@code >=} */
    AT_LEAST,
    /** {@code LIKE 'prefix%'} */
    LIKE
  }
}
