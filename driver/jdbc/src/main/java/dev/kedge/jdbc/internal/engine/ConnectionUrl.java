package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.internal.error.SqlState;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Properties;

/**
 * A connection URL: {@code jdbc:kedge:/path/app.kv?name=value&name=value}. The path is taken as it
 * stands, up to the first question mark; values may be percent-encoded.
 *
 * @param path the database file
 * @param settings what the URL and the properties beside it set
 */
public record ConnectionUrl(Path path, Settings settings) {

  /** How every URL of Kedge begins. */
  public static final String PREFIX = "jdbc:kedge:";

  /** Whether a URL is one of Kedge's, however malformed. */
  public static boolean accepts(String url) {
    return url.startsWith(PREFIX);
  }

  /**
   * Reads a URL.
   *
   * @throws SQLException if it is malformed, or sets what is not known
   */
  public static ConnectionUrl parse(String url, Properties properties) throws SQLException {
    Settings settings = settings(url, properties);
    int question = url.indexOf('?');
    String path = question < 0 ? url : url.substring(0, question);
    return new ConnectionUrl(path(url, path.substring(PREFIX.length())), settings);
  }

  /**
   * What a URL that is being written and the properties beside it set so far. What is malformed,
   * unknown or contradictory is left out, and so is the URL if it is not one of Kedge's.
   */
  public static Settings understood(String url, Properties properties) {
    Settings settings = Settings.none();
    int question = url.indexOf('?');
    if (accepts(url) && question >= 0) {
      for (String part : url.substring(question + 1).split("&", -1)) {
        settings = settings.andIfUnderstood(() -> setting(url, part));
      }
    }
    Settings beside = Settings.understood(properties);
    return settings.andIfUnderstood(() -> beside);
  }

  private static Settings settings(String url, Properties properties) throws SQLException {
    if (!accepts(url)) {
      throw malformed(url, "it does not begin with " + PREFIX);
    }
    int question = url.indexOf('?');
    Settings settings = question < 0 ? Settings.none() : query(url, url.substring(question + 1));
    return settings.and(Settings.of(properties));
  }

  private static Path path(String url, String path) throws SQLException {
    if (path.isBlank()) {
      throw malformed(url, "it names no file");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw malformed(url, "its path is none: " + e.getReason());
    }
  }

  private static Settings query(String url, String query) throws SQLException {
    Settings settings = Settings.none();
    for (String part : query.split("&", -1)) {
      settings = settings.and(setting(url, part));
    }
    return settings;
  }

  private static Settings setting(String url, String part) throws SQLException {
    int equals = part.indexOf('=');
    if (equals < 1) {
      throw malformed(url, "\"" + part + "\" is not name=value");
    }
    String value = decode(url, part.substring(equals + 1));
    return Settings.none().with(Settings.property(part.substring(0, equals)), value);
  }

  private static String decode(String url, String value) throws SQLException {
    try {
      // A plus sign stands for itself here, unlike in what browsers send.
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw malformed(url, "\"" + value + "\" has a % without two hexadecimal digits behind it");
    }
  }

  private static SQLException malformed(String url, String why) {
    return SqlState.CONNECTION_REFUSED.error(
        "malformed URL " + url + ": " + why + "; write " + PREFIX + "/path/app.kv?name=value&…");
  }
}
