package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.language.ParsedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The statements that a connection read last. Programs prepare the same few again and again, as
 * pools close what they prepared; long texts are mostly not said twice. Safe for any thread: one
 * statement is read while another one of the connection runs.
 */
final class StatementCache {

  private static final int STATEMENTS = 128;
  private static final int LONGEST_TEXT = 2048;

  private final Map<String, ParsedStatement> statements =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, ParsedStatement> eldest) {
          return size() > STATEMENTS;
        }
      };

  synchronized ParsedStatement parse(String sql) throws SQLException {
    ParsedStatement known = statements.get(sql);
    if (known != null) {
      return known;
    }
    ParsedStatement parsed = ParsedStatement.parse(sql);
    if (sql.length() <= LONGEST_TEXT) {
      statements.put(sql, parsed);
    }
    return parsed;
  }
}
