package dev.kedge.jdbc.internal.table;

import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What columns a query gives of those that its table has. */
public final class Selection {

  /** What a count gives. */
  public static final List<Column> COUNT = List.of(new Column("count", ColumnType.LONG));

  private Selection() {}

  /** Which of a table's columns a query asks for, by their places. */
  public static int[] places(Command.Select select, List<Column> columns) throws SQLException {
    List<String> names = select.columns();
    int[] places = new int[names == null ? columns.size() : names.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = names == null ? i : place(names.get(i), select.table(), columns);
    }
    return places;
  }

  /** Which column has a name; the table is named if there is none. */
  public static int place(String name, String table, List<Column> columns) throws SQLException {
    for (int i = 0; i < columns.size(); i++) {
      if (columns.get(i).name().equals(name)) {
        return i;
      }
    }
    throw SqlState.NO_SUCH_COLUMN.error(
        table
            + " has no column "
            + name
            + ": it has "
            + columns.stream().map(Column::name).toList());
  }

  /** The columns at these places. */
  public static List<Column> columns(int[] places, List<Column> columns) {
    List<Column> chosen = new ArrayList<>();
    for (int place : places) {
      chosen.add(columns.get(place));
    }
    return List.copyOf(chosen);
  }
}
