package dev.kedge.samples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table that can also be read as plain text: columns are as wide as what is in them. */
public final class Table {

  private final String title;
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String title, String... header) {
    this.title = title;
    this.header = List.of(header);
  }

  /** Adds a row. */
  public Table row(String... cells) {
    return row(List.of(cells));
  }

  /** Adds a row. */
  public Table row(List<String> cells) {
    if (cells.size() != header.size()) {
      throw new IllegalArgumentException(
          "a row of \"" + title + "\" has " + header.size() + " cells, not " + cells.size());
    }
    rows.add(List.copyOf(cells));
    return this;
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    List<Integer> widths = IntStream.range(0, header.size()).mapToObj(this::width).toList();
    String rule =
        widths.stream().map(width -> "-".repeat(width + 2)).collect(Collectors.joining("|"));
    return "### %s%n%n%s%n|%s|%n%s%n"
        .formatted(
            title,
            line(header, widths),
            rule,
            rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n")));
  }

  private int width(int column) {
    int width = header.get(column).length();
    for (List<String> row : rows) {
      width = Math.max(width, row.get(column).length());
    }
    return width;
  }

  private static String line(List<String> cells, List<Integer> widths) {
    return IntStream.range(0, cells.size())
        .mapToObj(i -> cells.get(i) + " ".repeat(widths.get(i) - cells.get(i).length()))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
