package dev.kedge.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.EOFError;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;

class StatementParserTest {

  private final StatementParser parser = new StatementParser();

  @Test
  void wordsThatAreCompletedTogetherGetNoQuotes() {
    CompletingParsedLine line =
        (CompletingParsedLine) parser.parse("SELECT 1; SYN", 13, ParseContext.COMPLETE);
    assertEquals("SYN", line.word());
    assertEquals("SYNC REPLICA", line.escape("SYNC REPLICA", true).toString());
  }

  @Test
  void aStatementGoesOnUntilItsSemicolonAndWordsOfTheShellNeedNone() {
    assertThrows(EOFError.class, () -> parser.parse("SELECT ';'", 10, ParseContext.ACCEPT_LINE));
    for (String whole :
        List.of("SELECT ';';", "SELECT 1; -- c", "-- c", "exit", "EXIT;", "Help", "")) {
      assertEquals(whole, parser.parse(whole, 0, ParseContext.ACCEPT_LINE).line());
    }
    assertTrue(StatementParser.isEnd("Quit"));
    assertTrue(StatementParser.isHelp(" HELP; "));
  }
}
