package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import dev.kedge.jdbc.internal.table.OperationRows;
import dev.kedge.jdbc.internal.table.Selection;
import dev.kedge.jdbc.internal.table.SystemTable;
import java.sql.SQLException;
import java.util.List;

/** The columns that a command will give, before it is carried out. */
final class CommandColumns {

  static final List<Column> PING = List.of(new Column("number", ColumnType.LONG));

  private CommandColumns() {}

  /**
   * The columns; none if it gives no rows.
   *
   * @param kv those of the table of entries
   */
  static List<Column> of(Command command, List<Column> kv) throws SQLException {
    if (command instanceof Command.Ping) {
      return PING;
    }
    if (command instanceof Command.Operation operation) {
      return OperationRows.columns(operation);
    }
    if (command instanceof Command.Select select) {
      return select.count() ? Selection.COUNT : selected(select, kv);
    }
    return List.of();
  }

  private static List<Column> selected(Command.Select select, List<Column> kv) throws SQLException {
    List<Column> columns = select.isSystem() ? SystemTable.find(select.table()).columns() : kv;
    return Selection.columns(Selection.places(select, columns), columns);
  }
}
