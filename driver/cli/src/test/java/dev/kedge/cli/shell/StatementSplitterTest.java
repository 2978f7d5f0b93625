package dev.kedge.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class StatementSplitterTest {

  private final StatementSplitter splitter = new StatementSplitter();

  @Test
  void aLineMayHaveSeveralStatementsAndAStatementSeveralLines() {
    assertEquals(List.of("a", "b"), splitter.add("a; b; c"));
    assertEquals("c", splitter.rest());
    assertEquals(List.of("c\nd"), splitter.add("d;"));
    assertEquals("", splitter.rest());
  }

  @Test
  void aSemicolonInQuotesOrACommentEndsNothing() {
    assertEquals(List.of("a 'x;''y;'"), splitter.add("a 'x;''y;';"));
    assertEquals(List.of("b \"k;\""), splitter.add("b \"k;\";"));
    assertEquals(List.of(), splitter.add("c -- not; yet"));
    assertEquals(List.of("c -- not; yet\nd"), splitter.add("d /* nor; here */;"));
  }

  @Test
  void commentsAroundAStatementFallAway() {
    assertEquals(List.of(), splitter.add("-- a; b"));
    assertEquals(List.of("c", "", "d /* e */ f"), splitter.add("/* ; */ c; ; d /* e */ f /**/;"));
    assertEquals(List.of(), splitter.add(" -- g"));
    assertEquals("", splitter.rest());
    splitter.add("h - 1 / 2 -- i");
    assertEquals("h - 1 / 2", splitter.rest());
  }

  @Test
  void whatIsNeverClosedIsLeft() {
    splitter.add("a; /* b;");
    assertEquals("/* b;", splitter.rest());
    splitter.add("*/ c 'd;");
    assertEquals("c 'd;", splitter.rest());
  }

  @Test
  void whatIsOpenStaysOpenOverLines() {
    assertEquals(List.of(), splitter.add("a 'x;"));
    assertEquals(List.of("a 'x;\ny'"), splitter.add("y';"));
    assertEquals(List.of(), splitter.add("b /* ;"));
    assertEquals(List.of(), splitter.add("; "));
    assertEquals(List.of("b /* ;\n; \n*/ c"), splitter.add("*/ c;"));
  }
}
