package dev.kedge.jdbc.internal.session;

import dev.kedge.Database;
import dev.kedge.jdbc.KedgeConnection;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.engine.ConnectionUrl;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.engine.Operations;
import dev.kedge.jdbc.internal.engine.Replicas;
import dev.kedge.jdbc.internal.engine.Settings;
import dev.kedge.jdbc.internal.engine.SharedDatabases;
import dev.kedge.jdbc.internal.engine.StatementFiles;
import dev.kedge.jdbc.internal.error.SqlErrors;
import java.sql.SQLException;
import java.util.Properties;

/** Opens connections, for the driver and the data source. Safe for any thread. */
public final class Connections {

  private Connections() {}

  /** A connection to the database of a URL, which shares its engine. */
  public static KedgeConnection open(String url, Properties properties) throws SQLException {
    ConnectionUrl parsed = ConnectionUrl.parse(url, properties);
    // Before anything is opened for it.
    StatementFiles files = StatementFiles.of(parsed.settings());
    Lease lease = SharedDatabases.instance().lease(parsed);
    return over(ConnectionUrl.PREFIX + parsed.path(), lease, files);
  }

  /**
   * A connection to a database that somebody else opened and will close.
   *
   * @param replicas the replicas that statements may name
   * @param operations where those of this database are noted
   * @param settings those that each connection has of its own
   */
  public static KedgeConnection open(
      Database database, Replicas replicas, Operations operations, Settings settings)
      throws SQLException {
    Settings all =
        settings.has(KedgeProperty.DURABILITY)
            ? settings
            : settings.with(KedgeProperty.DURABILITY, database.options().durability().name());
    Lease lease = new Lease(database, replicas, operations, all, replicas.warnings(), () -> {});
    return over(ConnectionUrl.PREFIX + database.path(), lease, StatementFiles.of(all));
  }

  private static KedgeConnection over(String url, Lease lease, StatementFiles files)
      throws SQLException {
    try {
      return new JdbcConnection(url, lease, files, System::nanoTime);
    } catch (SQLException e) {
      closeAfter(e, lease);
      throw e;
    } catch (RuntimeException e) {
      closeAfter(e, lease);
      throw SqlErrors.of(e);
    }
  }

  private static void closeAfter(Exception failure, Lease lease) {
    try {
      lease.close();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }
}
