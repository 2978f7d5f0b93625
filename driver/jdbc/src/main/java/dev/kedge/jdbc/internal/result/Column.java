package dev.kedge.jdbc.internal.result;

/**
 * A column of a result.
 *
 * @param name its name
 * @param type its type
 * @param remarks what it holds, for people
 */
public record Column(String name, ColumnType type, String remarks) {

  /** A column that its name explains. */
  public Column(String name, ColumnType type) {
    this(name, type, "");
  }
}
