package dev.kedge.jdbc.internal.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a query gives.
 *
 * @param columns its columns
 * @param source its rows
 */
public record Rows(List<Column> columns, RowSource source) {

  /** Rows that are there already. */
  public static Rows of(List<Column> columns, List<@Nullable Object[]> rows) {
    return new Rows(columns, RowSource.of(rows));
  }
}
