package dev.kedge.jdbc;

import dev.kedge.jdbc.internal.engine.ConnectionUrl;
import dev.kedge.jdbc.internal.engine.Settings;
import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.metadata.Version;
import dev.kedge.jdbc.internal.session.Connections;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Arrays;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The driver of {@code jdbc:kedge:/path/app.kv?name=value&…}, with the properties of {@link
 * KedgeProperty}. {@link DriverManager} finds it by itself. The database is created if it is
 * missing; all connections of a path in the JVM share one engine, which is closed with the last of
 * them, or {@code closeDelay} after.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class KedgeDriver implements Driver {

  static {
    try {
      DriverManager.registerDriver(new KedgeDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A driver; all are the same. */
  public KedgeDriver() {}

  @Override
  public boolean acceptsURL(@Nullable String url) throws SQLException {
    if (url == null) {
      throw SqlState.CONNECTION_REFUSED.error("the URL is null");
    }
    return ConnectionUrl.accepts(url);
  }

  /**
   * Opens a connection.
   *
   * @param info more properties; {@code user} and {@code password} are passed over, as Kedge has no
   *     accounts
   * @return null if the URL is not one of Kedge's
   */
  @Override
  public @Nullable Connection connect(@Nullable String url, @Nullable Properties info)
      throws SQLException {
    if (url == null || !acceptsURL(url)) {
      return null;
    }
    return Connections.open(url, info == null ? new Properties() : info);
  }

  /**
   * Lists the properties, each with what it is set to, or else its default. What {@link #connect}
   * would refuse is left out, so that tools can show the list beside a URL that is being written.
   */
  @Override
  public DriverPropertyInfo[] getPropertyInfo(@Nullable String url, @Nullable Properties info) {
    Settings settings =
        ConnectionUrl.understood(url == null ? "" : url, info == null ? new Properties() : info);
    return Arrays.stream(KedgeProperty.values())
        .map(property -> describe(property, settings))
        .toArray(DriverPropertyInfo[]::new);
  }

  private static DriverPropertyInfo describe(KedgeProperty property, Settings settings) {
    String value = settings.text(property);
    DriverPropertyInfo info =
        new DriverPropertyInfo(property.key(), value.isEmpty() ? null : value);
    info.description = property.description();
    info.choices = property.choices().isEmpty() ? null : property.choices().toArray(String[]::new);
    return info;
  }

  @Override
  public int getMajorVersion() {
    return Version.MAJOR;
  }

  @Override
  public int getMinorVersion() {
    return Version.MINOR;
  }

  /** Not compliant: the language is not SQL, only like it. */
  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("java.util.logging");
  }
}
