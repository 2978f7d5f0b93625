package dev.kedge.jdbc.internal.session;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.ReadView;
import dev.kedge.Snapshot;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.RowSource;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.table.Selection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries of the entries. */
final class KvReader {

  private final ReadView view;
  private final Parameters parameters;
  private final Execution execution;

  KvReader(ReadView view, Parameters parameters, Execution execution) {
    this.view = view;
    this.parameters = parameters;
    this.execution = execution;
  }

  /**
   * Answers a query.
   *
   * @param columns those of the table
   */
  Rows select(Command.Select select, List<Column> columns) throws SQLException {
    KeyBounds bounds = KeyBounds.of(select.where(), parameters);
    if (select.count()) {
      long count = select.where().isEmpty() ? countAll(bounds) : count(bounds);
      return one(Selection.COUNT, new @Nullable Object[] {count});
    }
    int[] selected = Selection.places(select, columns);
    long offset = select.offset() == null ? 0 : parameters.number(select.offset(), "OFFSET");
    long limit =
        select.limit() == null ? Long.MAX_VALUE : parameters.number(select.limit(), "LIMIT");
    byte[] key = bounds.single();
    if (key != null) {
      return new Rows(
          Selection.columns(selected, columns),
          offset > 0 || limit == 0 ? RowSource.of(List.of()) : single(key, selected));
    }
    KeyRange range = select.descending() ? bounds.range().reversed() : bounds.range();
    return new Rows(
        Selection.columns(selected, columns),
        new CursorRows(skipping(offset, range), selected, limit));
  }

  /** A cursor behind the first entries, which are passed while the statement can be cancelled. */
  private Cursor skipping(long offset, KeyRange range) throws SQLException {
    Cursor cursor = view.cursor(range);
    try {
      for (long left = offset; left > 0 && cursor.next(); left--) {
        execution.check();
      }
      return cursor;
    } catch (SQLException | RuntimeException e) {
      cursor.close();
      throw e;
    }
  }

  /** How many entries there are, which a state of the database knows without looking. */
  private long countAll(KeyBounds all) throws SQLException {
    if (view instanceof Database database) {
      return database.view(Snapshot::entries);
    }
    return view instanceof Snapshot snapshot ? snapshot.entries() : count(all);
  }

  /** How many entries there are within bounds. */
  long count(KeyBounds bounds) throws SQLException {
    byte[] key = bounds.single();
    if (key != null) {
      return view.exists(key) ? 1 : 0;
    }
    long count = 0;
    try (Cursor cursor = view.cursor(bounds.range())) {
      while (cursor.next()) {
        execution.check();
        count++;
      }
    }
    return count;
  }

  private RowSource single(byte[] key, int[] selected) {
    byte[] value = view.get(key);
    if (value == null) {
      return RowSource.of(List.of());
    }
    @Nullable Object[] row = new @Nullable Object[selected.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = selected[i] == 0 ? key : value;
    }
    return RowSource.of(listOf(row));
  }

  private static Rows one(List<Column> columns, @Nullable Object[] row) {
    return Rows.of(columns, listOf(row));
  }

  private static List<@Nullable Object[]> listOf(@Nullable Object[] row) {
    List<@Nullable Object[]> rows = new ArrayList<>(1);
    rows.add(row);
    return rows;
  }
}
