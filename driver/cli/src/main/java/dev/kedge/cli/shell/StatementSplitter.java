package dev.kedge.cli.shell;

import java.util.ArrayList;
import java.util.List;

/** Cuts text into statements at the semicolons that are in no quotes and no comment. */
final class StatementSplitter {

  private final StringBuilder pending = new StringBuilder();

  /** Takes a line, and gives the statements that end in it, without their semicolons. */
  List<String> add(String line) {
    pending.append(line).append('\n');
    List<String> statements = new ArrayList<>();
    for (int end = end(); end >= 0; end = end()) {
      statements.add(pending.substring(0, end).strip());
      pending.delete(0, end + 1);
    }
    return statements;
  }

  /** What has come since the last semicolon; blank if nothing. */
  String rest() {
    return pending.toString().strip();
  }

  private int end() {
    int at = 0;
    while (at < pending.length()) {
      char c = pending.charAt(at);
      if (c == ';') {
        return at;
      }
      at = behind(c, at);
      if (at < 0) {
        return -1;
      }
    }
    return -1;
  }

  /** Where what begins here ends: a quoted text, a comment, or one character; -1 if it is open. */
  private int behind(char c, int at) {
    if (c == '\'' || c == '"') {
      return close(String.valueOf(c), at + 1);
    }
    if (pending.indexOf("--", at) == at) {
      return close("\n", at);
    }
    return pending.indexOf("/*", at) == at ? close("*/", at + 2) : at + 1;
  }

  private int close(String mark, int from) {
    int found = pending.indexOf(mark, from);
    return found < 0 ? -1 : found + mark.length();
  }
}
