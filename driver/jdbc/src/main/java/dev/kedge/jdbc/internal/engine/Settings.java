package dev.kedge.jdbc.internal.engine;

import dev.kedge.Durability;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.Quantities;
import dev.kedge.jdbc.internal.error.SqlState;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/** Values of properties, as text; immutable. Those that are not set have their default. */
public final class Settings {

  /** What tools pass on their own. Kedge has no accounts: these are not looked at. */
  private static final Set<String> IGNORED = Set.of("user", "password");

  private final Map<KedgeProperty, String> values;

  private Settings(Map<KedgeProperty, String> values) {
    this.values = values;
  }

  /** Nothing set. */
  public static Settings none() {
    return new Settings(Map.of());
  }

  /**
   * What {@link Properties} set, with their defaults. Values are text; whole numbers, booleans and
   * constants of enums are taken as theirs.
   *
   * @throws SQLException if one is not known, or its value is anything else
   */
  public static Settings of(Properties properties) throws SQLException {
    Settings settings = none();
    for (String key : names(properties)) {
      settings = settings.and(only(key, properties));
    }
    return settings;
  }

  /** Only one of {@link Properties}; nothing if it is passed over. */
  private static Settings only(String key, Properties properties) throws SQLException {
    return IGNORED.contains(key) ? none() : none().with(property(key), text(key, properties));
  }

  /** Of {@link Properties} what is known and well-formed. */
  static Settings understood(Properties properties) {
    Settings settings = none();
    for (String key : properties.stringPropertyNames()) {
      settings = settings.andIfUnderstood(() -> only(key, properties));
    }
    return settings;
  }

  /** Settings that may be refused. */
  interface Source {

    /** Reads them. */
    Settings read() throws SQLException;
  }

  /** These and others, or these alone if the others are refused. */
  Settings andIfUnderstood(Source others) {
    try {
      return and(others.read());
    } catch (SQLException e) {
      return this;
    }
  }

  private static Set<String> names(Properties properties) throws SQLException {
    Set<String> names = new TreeSet<>();
    try {
      properties.propertyNames().asIterator().forEachRemaining(name -> names.add((String) name));
      return names;
    } catch (ClassCastException e) {
      throw SqlState.CONNECTION_REFUSED.error("the name of a property is no text: use strings", e);
    }
  }

  private static String text(String key, Properties properties) throws SQLException {
    Object own = properties.get(key);
    Object value = own == null ? properties.getProperty(key) : own;
    if (value instanceof String text) {
      return text;
    }
    if (value instanceof Boolean || value instanceof Integer || value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name();
    }
    throw SqlState.CONNECTION_REFUSED.error(
        "property " + key + " has a value that is no text: set it to a string");
  }

  /**
   * The property of a name.
   *
   * @throws SQLException if there is none
   */
  public static KedgeProperty property(String key) throws SQLException {
    return KedgeProperty.find(key)
        .orElseThrow(
            () ->
                SqlState.CONNECTION_REFUSED.error(
                    "there is no property " + key + ": " + nearest(key)));
  }

  private static String nearest(String key) {
    for (KedgeProperty property : KedgeProperty.values()) {
      if (property.key().equalsIgnoreCase(key)) {
        return "write " + property.key();
      }
    }
    return "driver/README.md lists them, and so does Driver.getPropertyInfo";
  }

  /**
   * These and one more.
   *
   * @throws SQLException if the value is empty, as of a variable that nobody set, or the property
   *     is set already, to something else
   */
  public Settings with(KedgeProperty property, String value) throws SQLException {
    if (value.isBlank()) {
      throw SqlState.CONNECTION_REFUSED.error(
          "property " + property.key() + " is empty: give it a value, or leave it out");
    }
    String known = values.get(property);
    if (known != null && !known.equals(value)) {
      throw SqlState.CONNECTION_REFUSED.error(
          "property " + property.key() + " is set twice, to " + known + " and to " + value);
    }
    Map<KedgeProperty, String> more = new EnumMap<>(KedgeProperty.class);
    more.putAll(values);
    more.put(property, value);
    return new Settings(Collections.unmodifiableMap(more));
  }

  /**
   * These and others.
   *
   * @throws SQLException if one is set in both, to different values
   */
  public Settings and(Settings others) throws SQLException {
    Settings all = this;
    for (Map.Entry<KedgeProperty, String> entry : others.values.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /** Whether it is set. */
  public boolean has(KedgeProperty property) {
    return values.containsKey(property);
  }

  /** What is set, or the default. */
  public String text(KedgeProperty property) {
    return values.getOrDefault(property, property.defaultValue());
  }

  /** What is set, as yes or no. */
  public boolean flag(KedgeProperty property) throws SQLException {
    return switch (text(property)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(property, "true or false");
    };
  }

  /** What is set, as one of the constants of an enum. */
  public <E extends Enum<E>> E choice(KedgeProperty property, Class<E> type) throws SQLException {
    try {
      return Enum.valueOf(type, text(property).toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw wrong(property, String.join(", ", property.choices()));
    }
  }

  /** What the commits of the connection wait for. */
  public Durability durability() throws SQLException {
    return choice(KedgeProperty.DURABILITY, Durability.class);
  }

  /** What is set, in bytes. */
  public long bytes(KedgeProperty property) throws SQLException {
    return Quantities.bytes(text(property))
        .orElseThrow(() -> wrong(property, "a size such as 65536, 64KiB, 16MiB or 1GiB"));
  }

  /** What is set, in bytes of at most 2 GiB. */
  public int intBytes(KedgeProperty property) throws SQLException {
    long bytes = bytes(property);
    if (bytes > Integer.MAX_VALUE) {
      throw wrong(property, "less than 2GiB");
    }
    return (int) bytes;
  }

  /** What is set, as a time. */
  public Duration duration(KedgeProperty property) throws SQLException {
    return Quantities.duration(text(property))
        .orElseThrow(() -> wrong(property, "a time such as 100ms, 10s, 5min, 1h or 2d"));
  }

  /** What is set, as a path. */
  public Path path(KedgeProperty property) throws SQLException {
    try {
      return Path.of(text(property));
    } catch (InvalidPathException e) {
      throw wrong(property, "a path; " + e.getReason());
    }
  }

  /** The exception for a value that may not be, which says what may. */
  SQLException wrong(KedgeProperty property, String wanted) {
    return SqlState.CONNECTION_REFUSED.error(
        "property " + property.key() + " is " + text(property) + " and must be " + wanted);
  }
}
