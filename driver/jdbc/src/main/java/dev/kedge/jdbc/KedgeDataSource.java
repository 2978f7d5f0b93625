package dev.kedge.jdbc;

import dev.kedge.Database;
import dev.kedge.jdbc.internal.engine.Operations;
import dev.kedge.jdbc.internal.engine.Replicas;
import dev.kedge.jdbc.internal.engine.Settings;
import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.session.Connections;
import dev.kedge.replica.Replica;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.EnumSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A source of connections: to the database of a URL, as the driver opens them, or to a {@link
 * Database} that the application already holds, which it goes on using beside them and closes
 * itself. It does not pool; hand it to a pool.
 *
 * <p>Set it up by one thread; then any may ask for connections.
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public final class KedgeDataSource implements DataSource {

  /** What a connection can have of its own when the database is open already. */
  private static final Set<KedgeProperty> PER_CONNECTION =
      EnumSet.of(KedgeProperty.DURABILITY, KedgeProperty.READ_ONLY, KedgeProperty.STATEMENT_FILES);

  private final @Nullable Database database;
  private final Replicas replicas;
  private final Operations operations = new Operations();
  private final Properties properties = new Properties();
  private @Nullable String url;
  private @Nullable PrintWriter logWriter;
  private int loginTimeout;

  /** A source without a database yet: {@link #setUrl} names it. */
  public KedgeDataSource() {
    this.database = null;
    this.replicas = Replicas.of(List.of());
  }

  /**
   * A source over a database that is open, and stays so until the application closes it.
   *
   * @param database the database
   */
  public KedgeDataSource(Database database) {
    this(database, List.of());
  }

  /**
   * A source over a database that is open, whose statements reach its replicas as well. Both stay
   * as they are until the application closes them.
   *
   * @param database the database
   * @param replicas replicas of it, each with a name of its own
   */
  public KedgeDataSource(Database database, List<Replica> replicas) {
    this.database = database;
    this.replicas = Replicas.of(replicas);
  }

  /** The URL; null if it is not set. */
  public @Nullable String getUrl() {
    return url;
  }

  /**
   * Sets the URL, {@code jdbc:kedge:/path/app.kv?name=value&…}.
   *
   * @throws IllegalStateException if this is over a database that is open
   */
  public void setUrl(String url) {
    if (database != null) {
      throw new IllegalStateException("this data source is over " + database.path() + " already");
    }
    this.url = url;
  }

  /**
   * Sets a property beside those of the URL.
   *
   * @throws IllegalArgumentException if this is over a database that is open and the property is
   *     one of its opening
   */
  public void setProperty(KedgeProperty property, String value) {
    if (database != null && !PER_CONNECTION.contains(property)) {
      throw new IllegalArgumentException(
          property.key() + " counts when a database is opened, and this one is open already");
    }
    properties.setProperty(property.key(), value);
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (database != null) {
      return Connections.open(database, replicas, operations, Settings.of(properties));
    }
    if (url == null) {
      throw SqlState.CONNECTION_REFUSED.error("the data source has no URL: call setUrl");
    }
    return Connections.open(url, properties);
  }

  /** As {@link #getConnection()}: Kedge has no accounts. */
  @Override
  public Connection getConnection(@Nullable String user, @Nullable String password)
      throws SQLException {
    return getConnection();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return logWriter;
  }

  /** Kept, so that it is found again; nothing is written to it. */
  @Override
  public void setLogWriter(@Nullable PrintWriter out) {
    logWriter = out;
  }

  @Override
  public int getLoginTimeout() {
    return loginTimeout;
  }

  /** Kept, so that it is found again: opening waits for nobody. */
  @Override
  public void setLoginTimeout(int seconds) {
    loginTimeout = seconds;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw SqlErrors.unsupported("java.util.logging");
  }

  @Override
  public <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlState.BAD_VALUE.error("unwrap needs the class that is wanted: it is null");
    }
    if (database != null && type.isInstance(database)) {
      return type.cast(database);
    }
    if (type.isInstance(this)) {
      return type.cast(this);
    }
    throw SqlState.WRONG_TYPE.error("the data source is no " + type.getName());
  }

  @Override
  public boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && (type.isInstance(this) || type.isInstance(database));
  }
}
