package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreAsWideAsTheirContent() {
    Table table = new Table("Speed", "what", "MB/s").row("backup", "1").row("cp", "1,234");
    assertEquals(
        """
        ### Speed

        | what   | MB/s  |
        |--------|-------|
        | backup | 1     |
        | cp     | 1,234 |
        """,
        table.toString());
  }

  @Test
  void aRowHasAsManyCellsAsTheHeader() {
    Table table = new Table("Speed", "what", "MB/s");
    assertThrows(IllegalArgumentException.class, () -> table.row("backup"));
  }
}
