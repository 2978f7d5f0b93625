package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Command;
import dev.kedge.jdbc.internal.language.Condition;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.Rows;
import dev.kedge.jdbc.internal.result.Values;
import dev.kedge.jdbc.internal.table.Selection;
import dev.kedge.jdbc.internal.table.SystemTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers queries of the system tables. */
final class SystemReader {

  private final Lease lease;
  private final Parameters parameters;
  private final Execution execution;

  SystemReader(Lease lease, Parameters parameters, Execution execution) {
    this.lease = lease;
    this.parameters = parameters;
    this.execution = execution;
  }

  Rows select(Command.Select select) throws SQLException {
    SystemTable table = SystemTable.find(select.table());
    List<@Nullable Object[]> rows = rows(table);
    for (Condition condition : select.where()) {
      rows = matching(rows, condition, select.table(), table.columns());
    }
    if (select.count()) {
      List<@Nullable Object[]> count = new ArrayList<>();
      count.add(new @Nullable Object[] {(long) rows.size()});
      return Rows.of(Selection.COUNT, count);
    }
    int[] selected = Selection.places(select, table.columns());
    return Rows.of(Selection.columns(selected, table.columns()), cut(rows, selected, select));
  }

  private List<@Nullable Object[]> rows(SystemTable table) throws SQLException {
    return table.isAtDestinations()
        ? Detached.run("SELECT FROM sys." + table.tableName(), execution, () -> table.rows(lease))
        : table.rows(lease);
  }

  private List<@Nullable Object[]> matching(
      List<@Nullable Object[]> rows, Condition condition, String name, List<Column> columns)
      throws SQLException {
    if (condition.comparison() != Condition.Comparison.EQUAL) {
      throw SqlState.SYNTAX_ERROR.error("columns of " + name + " can be compared with = only");
    }
    int place = Selection.place(condition.column(), name, columns);
    String wanted = parameters.text(condition.operand(), condition.column());
    List<@Nullable Object[]> matching = new ArrayList<>();
    for (@Nullable Object[] row : rows) {
      Object value = row[place];
      if (value != null && Values.toText(value).equals(wanted)) {
        matching.add(row);
      }
    }
    return matching;
  }

  private List<@Nullable Object[]> cut(
      List<@Nullable Object[]> rows, int[] selected, Command.Select select) throws SQLException {
    long offset = select.offset() == null ? 0 : parameters.number(select.offset(), "OFFSET");
    long limit = select.limit() == null ? rows.size() : parameters.number(select.limit(), "LIMIT");
    List<@Nullable Object[]> cut = new ArrayList<>();
    for (int i = (int) Math.min(offset, rows.size()); i < rows.size() && cut.size() < limit; i++) {
      @Nullable Object[] row = new @Nullable Object[selected.length];
      for (int j = 0; j < row.length; j++) {
        row[j] = rows.get(i)[selected[j]];
      }
      cut.add(row);
    }
    return cut;
  }
}
