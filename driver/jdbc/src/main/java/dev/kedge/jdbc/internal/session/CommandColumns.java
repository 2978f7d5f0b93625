package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.ColumnType;
import dev.kedge.jdbc.internal.table.KvTable;
import dev.kedge.jdbc.internal.table.OperationRows;
import dev.kedge.jdbc.internal.table.Selection;
import dev.kedge.jdbc.internal.table.SystemTable;
import java.sql.SQLException;
import java.util.List;

/** The columns that a command will give, before it is carried out. */
final class CommandColumns {

  static final List<Column> PING = List.of(new Column("number", ColumnType.LONG));

  private CommandColumns() {}

  static List<Column> of(Command command) throws SQLException {
    if (command instanceof Command.Ping) {
      return PING;
    }
    if (command instanceof Command.Operation operation) {
      return OperationRows.columns(operation);
    }
    if (command instanceof Command.Select select) {
      return select.count() ? Selection.COUNT : selected(select);
    }
    return List.of();
  }

  private static List<Column> selected(Command.Select select) throws SQLException {
    List<Column> columns =
        select.isSystem() ? SystemTable.find(select.table()).columns() : KvTable.COLUMNS;
    return Selection.columns(Selection.places(select, columns), columns);
  }
}
