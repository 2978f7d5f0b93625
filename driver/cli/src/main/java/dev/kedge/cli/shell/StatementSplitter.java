package dev.kedge.cli.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts text into statements at the semicolons that are in no quotes and no comment. Comments before
 * and behind a statement fall away; those within it are left to whoever reads the statement.
 */
final class StatementSplitter {

  private static final String LINE_END = "\n";
  private static final String COMMENT_END = "*/";

  /** What has come since the last semicolon. */
  private final StringBuilder pending = new StringBuilder();

  /** How far it has been looked at: once, however many lines a statement has. */
  private int at;

  /** Where the statement begins, -1 if there are only blanks and comments so far. */
  private int begin = -1;

  /** Behind the last of the statement so far. */
  private int end;

  /** What closes the quotes or the comment that is open; empty if none is. */
  private String closing = "";

  /** Takes a line, and gives the statements that end in it, without their semicolons. */
  List<String> add(String line) {
    pending.append(line).append(LINE_END);
    List<String> statements = new ArrayList<>();
    int cut = 0;
    while (at < pending.length()) {
      if (!closing.isEmpty()) {
        close();
      } else if (pending.charAt(at) == ';') {
        statements.add(statement());
        begin = -1;
        cut = ++at;
      } else {
        step();
      }
    }
    drop(cut);
    return statements;
  }

  /** What has come since the last semicolon; blank if nothing, or nothing but comments. */
  String rest() {
    return closing.isEmpty() ? statement() : pending.substring(Math.max(begin, 0)).strip();
  }

  private String statement() {
    return begin < 0 ? "" : pending.substring(begin, end);
  }

  /** Goes on behind a character, or behind what opens quotes or a comment. */
  private void step() {
    char c = pending.charAt(at);
    if (isPair(c, '-', '-')) {
      open(LINE_END, 2);
    } else if (isPair(c, '/', '*')) {
      open(COMMENT_END, 2);
    } else if (Character.isWhitespace(c)) {
      at++;
    } else {
      begin = begin < 0 ? at : begin;
      if (c == '\'' || c == '"') {
        open(String.valueOf(c), 1);
      } else {
        end = ++at;
      }
    }
  }

  /** There is a character behind each but the end of the line. */
  private boolean isPair(char c, char first, char second) {
    return c == first && pending.charAt(at + 1) == second;
  }

  private void open(String mark, int length) {
    closing = mark;
    at += length;
  }

  /** Goes on behind what is open, or to the end if it is not closed yet. */
  private void close() {
    int found = pending.indexOf(closing, at);
    if (found < 0) {
      at = pending.length();
      return;
    }
    at = found + closing.length();
    if (!closing.equals(LINE_END) && !closing.equals(COMMENT_END)) {
      end = at;
    }
    closing = "";
  }

  private void drop(int count) {
    pending.delete(0, count);
    at -= count;
    if (begin >= 0) {
      begin -= count;
      end -= count;
    }
  }
}
