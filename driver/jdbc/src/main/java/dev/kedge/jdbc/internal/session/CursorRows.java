package dev.kedge.jdbc.internal.session;

import dev.kedge.Cursor;
import dev.kedge.jdbc.internal.result.RowSource;
import org.jspecify.annotations.Nullable;

/** The entries that a cursor finds, read as they are asked for. */
final class CursorRows implements RowSource {

  private final Cursor cursor;
  private final int[] selected;
  private long left;

  CursorRows(Cursor cursor, int[] selected, long limit) {
    this.cursor = cursor;
    this.selected = selected;
    this.left = limit;
  }

  @Override
  public @Nullable Object @Nullable [] next() {
    if (left == 0 || !cursor.next()) {
      return null;
    }
    left--;
    @Nullable Object[] row = new @Nullable Object[selected.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = selected[i] == 0 ? cursor.key() : cursor.value();
    }
    return row;
  }

  @Override
  public void close() {
    cursor.close();
  }
}
