package dev.kedge.jdbc.internal.result;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How something is shown as a row: its columns, and what stands in each.
 *
 * @param <T> what is shown
 */
public final class RowShape<T> {

  private final List<Column> columns = new ArrayList<>();
  private final List<Function<T, @Nullable Object>> values = new ArrayList<>();

  /** A shape without columns yet; add them before it is used. */
  public RowShape() {}

  /** Adds a column of text. */
  public RowShape<T> text(String name, String remarks, Function<T, @Nullable String> value) {
    return add(new Column(name, ColumnType.TEXT, remarks), value::apply);
  }

  /** Adds a column of numbers. */
  public RowShape<T> number(String name, String remarks, ToLongFunction<T> value) {
    return add(new Column(name, ColumnType.LONG, remarks), value::applyAsLong);
  }

  /** Adds a column of numbers that may be unknown. */
  public RowShape<T> numberOrNull(String name, String remarks, Function<T, @Nullable Long> value) {
    return add(new Column(name, ColumnType.LONG, remarks), value::apply);
  }

  /** Adds a column of yes and no. */
  public RowShape<T> flag(String name, String remarks, Predicate<T> value) {
    return add(new Column(name, ColumnType.BOOLEAN, remarks), value::test);
  }

  /** Adds a column of instants. */
  public RowShape<T> instant(String name, String remarks, Function<T, @Nullable Instant> value) {
    return add(
        new Column(name, ColumnType.INSTANT, remarks),
        shown -> {
          Instant instant = value.apply(shown);
          return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
        });
  }

  /** Adds a column of durations, in milliseconds. */
  public RowShape<T> millis(String name, String remarks, Function<T, Duration> value) {
    return number(name, remarks, shown -> value.apply(shown).toMillis());
  }

  private RowShape<T> add(Column column, Function<T, @Nullable Object> value) {
    columns.add(column);
    values.add(value);
    return this;
  }

  /** Its columns. */
  public List<Column> columns() {
    return List.copyOf(columns);
  }

  /** Something as a row. */
  public @Nullable Object[] row(T shown) {
    @Nullable Object[] row = new @Nullable Object[values.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = values.get(i).apply(shown);
    }
    return row;
  }

  /** A result of this one row. */
  public Rows one(T shown) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    rows.add(row(shown));
    return Rows.of(columns(), rows);
  }
}
