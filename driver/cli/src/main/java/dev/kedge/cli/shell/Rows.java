package dev.kedge.cli.shell;

import dev.kedge.cli.console.Console;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints rows: on a terminal in columns with their names above, as wide as the first rows need, and
 * in a pipe with tabs between them.
 */
final class Rows {

  private static final int MEASURED = 100;
  private static final int WIDEST = 40;

  private final Console console;
  private final List<List<String>> first = new ArrayList<>();
  private int[] widths = {};

  Rows(Console console, List<String> names) {
    this.console = console;
    if (console.isTerminal()) {
      first.add(names);
    }
  }

  void add(List<String> row) throws IOException {
    if (!console.isTerminal()) {
      console.print(String.join("\t", row));
    } else if (widths.length > 0) {
      console.print(aligned(row));
    } else {
      first.add(row);
      if (first.size() > MEASURED) {
        measure();
      }
    }
  }

  /** Prints what has been kept back. */
  void end() throws IOException {
    if (console.isTerminal() && widths.length == 0) {
      measure();
    }
  }

  private void measure() throws IOException {
    widths = new int[first.get(0).size()];
    for (List<String> row : first) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.min(WIDEST, Math.max(widths[column], row.get(column).length()));
      }
    }
    for (int i = 0; i < first.size(); i++) {
      console.print(aligned(first.get(i)));
      if (i == 0) {
        console.print(rule());
      }
    }
    first.clear();
  }

  private String aligned(List<String> row) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < row.size(); column++) {
      String cell = row.get(column);
      boolean last = column == row.size() - 1;
      line.append(cell)
          .append(last ? "" : " ".repeat(Math.max(0, widths[column] - cell.length()) + 2));
    }
    return line.toString();
  }

  private String rule() {
    List<String> lines = new ArrayList<>();
    for (int width : widths) {
      lines.add("-".repeat(width));
    }
    return String.join("  ", lines);
  }
}
