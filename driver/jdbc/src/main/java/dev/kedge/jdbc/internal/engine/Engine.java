package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A database that is open, and what runs beside it.
 *
 * @param database the database
 * @param replicas its replicas, which are running
 * @param restored what to tell the first user if it was restored, or null
 */
record Engine(Database database, Replicas replicas, @Nullable String restored)
    implements AutoCloseable {

  /**
   * Opens a database as the settings say, and restores it before if they say that too. What they
   * say is read first, so that nothing is done if it is wrong.
   */
  static Engine open(Path path, Settings settings) throws SQLException {
    DatabaseBuilder builder = EngineSettings.builder(path, settings);
    ReplicaSettings replication = ReplicaSettings.of(settings);
    String restored = FirstRestore.of(settings).ifMissing(path);
    Database database = builder.open();
    try {
      return new Engine(database, replication.start(database), restored);
    } catch (RuntimeException e) {
      closeAfter(e, database::close);
      throw e;
    }
  }

  /** Closes what was opened before a failure, which stays the one that is told. */
  static void closeAfter(RuntimeException failure, Runnable close) {
    try {
      close.run();
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  /** Stops the replicas, after a last sync, and closes the database. */
  @Override
  public void close() {
    try (database) {
      replicas.close();
    }
  }
}
