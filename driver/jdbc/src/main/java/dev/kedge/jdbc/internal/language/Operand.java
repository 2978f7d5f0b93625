package dev.kedge.jdbc.internal.language;

import org.jspecify.annotations.Nullable;

/** A value in a statement: written there, or given when it is executed. */
public sealed interface Operand {

  /**
   * A value that stands in the statement.
   *
   * @param value text, bytes, a {@link Long}, or null for NULL
   */
  record Literal(@Nullable Object value) implements Operand {}

  /**
   * A question mark.
   *
   * @param index which, from 0
   */
  record Parameter(int index) implements Operand {}
}
