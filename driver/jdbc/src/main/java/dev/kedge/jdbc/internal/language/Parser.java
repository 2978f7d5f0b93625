package dev.kedge.jdbc.internal.language;

import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.Condition.Comparison;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads queries and changes of entries, by recursive descent: a method for each production of the
 * grammar. {@link OperationParser} reads the rest.
 */
final class Parser {

  private static final String KV = "kv";

  private final TokenReader in;

  Parser(String sql) throws SQLException {
    this.in = new TokenReader(sql);
  }

  /** The statement. */
  ParsedStatement parse() throws SQLException {
    Command command = command();
    in.acceptSymbol(";");
    in.end();
    return new ParsedStatement(command, in.parameters());
  }

  private Command command() throws SQLException {
    if (in.accept("SELECT")) {
      return select();
    }
    if (in.accept("INSERT")) {
      return new Command.Insert(rows());
    }
    if (in.accept("UPSERT")) {
      return new Command.Upsert(rows());
    }
    if (in.accept("UPDATE")) {
      return update();
    }
    if (in.accept("DELETE")) {
      in.expect("FROM");
      kvTable("deleted from");
      return new Command.Delete(where());
    }
    return new OperationParser(in).parse();
  }

  private Command select() throws SQLException {
    if (in.atNumber()) {
      return new Command.Ping(in.number());
    }
    boolean count = false;
    List<String> columns = null;
    if (in.accept("COUNT")) {
      in.expectSymbol("(");
      in.expectSymbol("*");
      in.expectSymbol(")");
      count = true;
    } else if (!in.acceptSymbol("*")) {
      columns = columnNames();
    }
    in.expect("FROM");
    String table = table();
    List<Condition> where = where();
    boolean descending = order(table);
    if (count && (in.at("LIMIT") || in.at("OFFSET"))) {
      throw in.error(SqlState.SYNTAX_ERROR, "COUNT(*) gives one row: leave out LIMIT and OFFSET");
    }
    Operand limit = in.accept("LIMIT") ? in.operand() : null;
    Operand offset = in.accept("OFFSET") ? in.operand() : null;
    return new Command.Select(table, columns, count, where, descending, limit, offset);
  }

  private List<String> columnNames() throws SQLException {
    List<String> names = new ArrayList<>();
    do {
      names.add(in.name("a column, * or COUNT(*)"));
    } while (in.acceptSymbol(","));
    return List.copyOf(names);
  }

  private boolean order(String table) throws SQLException {
    if (!in.accept("ORDER")) {
      return false;
    }
    if (!table.equals(KV)) {
      throw in.error(SqlState.SYNTAX_ERROR, "only kv has an order: leave out ORDER BY");
    }
    in.expect("BY");
    if (!in.name("key").equals("key")) {
      throw in.errorBefore(SqlState.SYNTAX_ERROR, "entries are ordered by key only");
    }
    if (in.accept("DESC")) {
      return true;
    }
    in.accept("ASC");
    return false;
  }

  private List<Command.Pair> rows() throws SQLException {
    in.expect("INTO");
    kvTable("written to");
    boolean keyFirst = keyFirst();
    in.expect("VALUES");
    List<Command.Pair> rows = new ArrayList<>();
    do {
      in.expectSymbol("(");
      Operand first = in.operand();
      in.expectSymbol(",");
      Operand second = in.operand();
      in.expectSymbol(")");
      rows.add(keyFirst ? new Command.Pair(first, second) : new Command.Pair(second, first));
    } while (in.acceptSymbol(","));
    return List.copyOf(rows);
  }

  /** The optional list of columns: both of them, in either order. */
  private boolean keyFirst() throws SQLException {
    if (!in.acceptSymbol("(")) {
      return true;
    }
    String first = in.name("key or value");
    in.expectSymbol(",");
    String second = in.name("key or value");
    if (!List.of("key", "value").contains(first) || !List.of("key", "value").contains(second)) {
      throw in.errorBefore(SqlState.NO_SUCH_COLUMN, "the columns of kv are key and value");
    }
    if (first.equals(second)) {
      throw in.errorBefore(SqlState.SYNTAX_ERROR, "name both key and value");
    }
    in.expectSymbol(")");
    return first.equals("key");
  }

  private Command update() throws SQLException {
    kvTable("updated");
    in.expect("SET");
    if (!in.name("value").equals("value")) {
      throw in.errorBefore(SqlState.NO_SUCH_COLUMN, "only the column value can be set");
    }
    in.expectSymbol("=");
    Operand value = in.operand();
    return new Command.Update(value, where());
  }

  private List<Condition> where() throws SQLException {
    List<Condition> conditions = new ArrayList<>();
    if (in.accept("WHERE")) {
      do {
        condition(conditions);
      } while (in.accept("AND"));
    }
    return List.copyOf(conditions);
  }

  private void condition(List<Condition> conditions) throws SQLException {
    String column = in.name("a column");
    if (in.accept("BETWEEN")) {
      conditions.add(new Condition(column, Comparison.AT_LEAST, in.operand()));
      in.expect("AND");
      conditions.add(new Condition(column, Comparison.AT_MOST, in.operand()));
      return;
    }
    Comparison comparison = comparison();
    conditions.add(new Condition(column, comparison, in.operand()));
  }

  private Comparison comparison() throws SQLException {
    if (in.accept("LIKE")) {
      return Comparison.LIKE;
    }
    if (in.acceptSymbol("=")) {
      return Comparison.EQUAL;
    }
    if (in.acceptSymbol("<")) {
      return Comparison.BELOW;
    }
    if (in.acceptSymbol("<=")) {
      return Comparison.AT_MOST;
    }
    if (in.acceptSymbol(">")) {
      return Comparison.ABOVE;
    }
    if (in.acceptSymbol(">=")) {
      return Comparison.AT_LEAST;
    }
    throw in.expected("=, <, <=, >, >=, LIKE or BETWEEN");
  }

  private String table() throws SQLException {
    String name = in.name("a table");
    if (in.acceptSymbol(".")) {
      name = name + "." + in.name("a table");
    }
    if (!name.equals(KV) && !name.startsWith("sys.")) {
      throw in.errorBefore(
          SqlState.NO_SUCH_TABLE, "there is no table " + name + ": read kv, or a table of sys");
    }
    return name;
  }

  private void kvTable(String done) throws SQLException {
    String name = table();
    if (!name.equals(KV)) {
      throw in.errorBefore(
          SqlState.SYSTEM_TABLE, name + " can only be read: only kv can be " + done);
    }
  }
}
