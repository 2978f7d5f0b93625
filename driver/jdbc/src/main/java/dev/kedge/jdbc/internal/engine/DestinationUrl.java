package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.ReplicaClient;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * A destination of replication as properties name it: {@code file:///path}. The path is taken as it
 * stands, as messages and {@code sys.replicas} show it.
 *
 * @param root the directory
 */
record DestinationUrl(Path root) {

  private static final String FILE = "file://";

  /** Whether a text names a destination, however malformed, and not a file. */
  static boolean isOne(String text) {
    return text.matches("[A-Za-z][A-Za-z0-9+.-]*://.*");
  }

  /**
   * Reads one.
   *
   * @throws SQLException if it is malformed or of a kind that is not known
   */
  static DestinationUrl parse(KedgeProperty property, String text) throws SQLException {
    try {
      if (text.startsWith(FILE + "/")) {
        return new DestinationUrl(Path.of(text.substring(FILE.length())).normalize());
      }
    } catch (InvalidPathException e) {
      throw malformed(property, text, e);
    }
    throw malformed(property, text, null);
  }

  private static SQLException malformed(
      KedgeProperty property, String text, @Nullable Exception cause) {
    return SqlState.CONNECTION_REFUSED.error(
        "property "
            + property.key()
            + " names the destination "
            + text
            + " and must name one like file:///backups/app",
        cause);
  }

  /** Reaches it. */
  ReplicaClient connect() {
    return new FileReplicaClient(root);
  }
}
