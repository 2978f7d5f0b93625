package dev.kedge.jdbc.internal.result;

/**
 * A column of a result.
 *
 * @param name its name
 * @param type its type
 * @param remarks what it holds, for people
 * @param size digits, characters or bytes at most
 */
public record Column(String name, ColumnType type, String remarks, int size) {

  /** A column that may have all that its type takes. */
  public Column(String name, ColumnType type, String remarks) {
    this(name, type, remarks, type.precision());
  }

  /** A column that its name explains. */
  public Column(String name, ColumnType type) {
    this(name, type, "");
  }
}
