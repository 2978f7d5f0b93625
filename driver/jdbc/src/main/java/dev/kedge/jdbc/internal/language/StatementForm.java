package dev.kedge.jdbc.internal.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The statements there are: the one list of them that messages, tools, {@code sys.statements} and
 * the shell go by. The grammar in {@code driver/README.md} says it exactly.
 */
public enum StatementForm {
  /** A query. */
  SELECT(
      "SELECT columns FROM table [WHERE condition [AND condition]] [ORDER BY key [ASC | DESC]]"
          + " [LIMIT number] [OFFSET number]",
      "rows; columns may be * or COUNT(*)"),
  /** New entries. */
  INSERT(
      "INSERT INTO kv [(key, value)] VALUES (k, v)", "adds entries; fails if one of them is there"),
  /** Entries, new or not. */
  UPSERT("UPSERT INTO kv [(key, value)] VALUES (k, v)", "adds or replaces entries"),
  /** Values of entries that are there. */
  UPDATE("UPDATE kv SET value = v [WHERE condition [AND condition]]", "gives entries a value"),
  /** Entries to go. */
  DELETE("DELETE FROM kv [WHERE condition [AND condition]]", "deletes entries"),
  /** A backup. */
  BACKUP("BACKUP TO file [COMPRESSED]", "backs the database up while others write"),
  /** Proof of a backup. */
  VERIFY("VERIFY BACKUP file", "reads a backup whole and says what it has"),
  /** Log for replicas. */
  SHIP("SHIP WAL TO file [AFTER version]", "writes log for replicas into a file"),
  /** Log on replicas. */
  APPLY(
      "APPLY WAL FROM file [UNTIL VERSION version | UNTIL TIMESTAMP instant]",
      "applies log to this replica, of a file or an archive's directory"),
  /** A checkpoint. */
  CHECKPOINT("CHECKPOINT", "writes what is new into the database file"),
  /** A check. */
  CHECK("CHECK", "looks for damage"),
  /** A compaction. */
  COMPACT("COMPACT", "makes the file as small as its content"),
  /** A promotion. */
  PROMOTE("PROMOTE", "makes this replica a primary"),
  /** A new log hold. */
  CREATE_HOLD(
      "CREATE HOLD name [AFTER version] [CAP bytes]", "keeps log for a replica under a name"),
  /** The end of a log hold. */
  DROP_HOLD("DROP HOLD name", "gives that log up"),
  /** A replica's sync. */
  SYNC("SYNC REPLICA name", "stores what is new at the replica's destination"),
  /** A replica's snapshot. */
  SNAPSHOT("SNAPSHOT REPLICA name", "stores a snapshot at the replica's destination"),
  /** A replica's validation. */
  VALIDATE("VALIDATE REPLICA name", "restores from the replica's destination and compares"),
  /** A replica's retention. */
  ENFORCE(
      "ENFORCE RETENTION ON REPLICA name [DRY RUN]",
      "deletes what is older than the replica's retention, or shows it");

  private static final Pattern KEYWORD = Pattern.compile("\\b[A-Z]{2,}\\b");

  /** Keywords here that SQL:2003 has too. */
  private static final Set<String> OF_SQL =
      Set.of(
          "AFTER",
          "AND",
          "ASC",
          "BY",
          "CHECK",
          "CREATE",
          "DELETE",
          "DESC",
          "DROP",
          "FROM",
          "INSERT",
          "INTO",
          "ON",
          "ORDER",
          "SELECT",
          "SET",
          "TIMESTAMP",
          "TO",
          "UPDATE",
          "VALUES",
          "WHERE");

  private final String form;
  private final String description;

  StatementForm(String form, String description) {
    this.form = form;
    this.description = description;
  }

  /** How it is written: keywords in capitals, what may be left out in brackets. */
  public String form() {
    return form;
  }

  /** What it does, in a few words. */
  public String description() {
    return description;
  }

  /** The keywords that SQL:2003 does not have, in alphabetical order. */
  public static Set<String> ownKeywords() {
    Set<String> keywords = new TreeSet<>();
    for (StatementForm statement : values()) {
      KEYWORD.matcher(statement.form).results().map(MatchResult::group).forEach(keywords::add);
    }
    keywords.removeAll(OF_SQL);
    return keywords;
  }

  /** The words that a statement may begin with, as a message lists them. */
  static String beginnings() {
    List<String> words = new ArrayList<>();
    for (StatementForm statement : values()) {
      words.add(statement.form.split(" ", 2)[0]);
    }
    String last = words.remove(words.size() - 1);
    return String.join(", ", words) + " or " + last;
  }
}
