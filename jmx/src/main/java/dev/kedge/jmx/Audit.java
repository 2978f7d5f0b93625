package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** One line for each call of an operation, to the logger {@code dev.kedge.audit}. */
final class Audit {

  private static final Logger LOG = System.getLogger("dev.kedge.audit");

  /** For what is done to no database in particular. */
  static final Audit OF_PROCESS = new Audit("-");

  private final String database;

  /** For the beans of a database. */
  Audit(String database) {
    this.database = database;
  }

  /**
   * Writes the line.
   *
   * @param who who called
   * @param what the operation with its arguments
   * @param outcome how it ended
   */
  void write(String who, String what, String outcome) {
    LOG.log(
        Level.INFO,
        () ->
            "database=%s who=\"%s\" what=\"%s\" outcome=\"%s\""
                .formatted(database, escape(who), escape(what), escape(outcome)));
  }

  /** Makes a text one line that can't pretend to be another. */
  static String escape(String text) {
    StringBuilder line = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
        line.append("\\u%04x".formatted((int) c));
      } else {
        line.append(c == '"' ? '\'' : c);
      }
    }
    return line.toString();
  }
}
