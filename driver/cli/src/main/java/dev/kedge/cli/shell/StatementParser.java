package dev.kedge.cli.shell;

import java.util.Locale;
import java.util.Set;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.impl.DefaultParser;

/** Lets the editor go on in the next line until a statement has its semicolon. */
final class StatementParser extends DefaultParser {

  private static final Set<String> END = Set.of("exit", "quit");
  private static final String HELP = "help";

  StatementParser() {
    setEscapeChars(null);
    setQuoteChars(new char[0]);
  }

  static boolean isEnd(String line) {
    return END.contains(word(line));
  }

  static boolean isHelp(String line) {
    return HELP.equals(word(line));
  }

  private static String word(String line) {
    String word = line.strip().toLowerCase(Locale.ROOT);
    return word.endsWith(";") ? word.substring(0, word.length() - 1) : word;
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    if (context == ParseContext.ACCEPT_LINE && !isComplete(line)) {
      throw new EOFError(-1, -1, "the statement has no semicolon yet");
    }
    return new Unquoted((CompletingParsedLine) super.parse(line, cursor, context));
  }

  /** Several words that are completed together are no argument of a shell: without quotes. */
  private final class Unquoted extends ArgumentList {

    private Unquoted(CompletingParsedLine parsed) {
      super(
          parsed.line(),
          parsed.words(),
          parsed.wordIndex(),
          parsed.wordCursor(),
          parsed.cursor(),
          null,
          parsed.rawWordCursor(),
          parsed.rawWordLength());
    }

    @Override
    public CharSequence escape(CharSequence candidate, boolean complete) {
      return candidate;
    }
  }

  private static boolean isComplete(String line) {
    StatementSplitter splitter = new StatementSplitter();
    splitter.add(line);
    return splitter.rest().isEmpty() || isEnd(line) || isHelp(line);
  }
}
