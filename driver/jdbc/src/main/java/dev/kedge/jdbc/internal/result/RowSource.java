package dev.kedge.jdbc.internal.result;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives rows one after another. */
public interface RowSource {

  /**
   * The next row.
   *
   * @return a value for each column, of the class of its type or null; null behind the last row
   */
  @Nullable Object @Nullable [] next() throws SQLException;

  /** Lets go what it reads from. A second call does nothing. */
  default void close() {}

  /** Rows that are there already. */
  static RowSource of(List<@Nullable Object[]> rows) {
    Iterator<@Nullable Object[]> left = rows.iterator();
    return () -> left.hasNext() ? left.next() : null;
  }
}
