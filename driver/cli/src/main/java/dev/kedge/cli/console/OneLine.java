package dev.kedge.cli.console;

/** Text as one line that a terminal only shows: what the user named may hold line ends. */
public final class OneLine {

  private OneLine() {}

  /** The line; control characters become {@code \n}, {@code \t}, or {@code \}{@code uNNNN}. */
  public static String of(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length());
    text.chars().forEach(c -> append(line, (char) c));
    return line.toString();
  }

  private static void append(StringBuilder line, char c) {
    switch (c) {
      case '\n' -> line.append("\\n");
      case '\t' -> line.append("\\t");
      default -> {
        if (Character.isISOControl(c)) {
          line.append(String.format("\\u%04x", (int) c));
        } else {
          line.append(c);
        }
      }
    }
  }
}
