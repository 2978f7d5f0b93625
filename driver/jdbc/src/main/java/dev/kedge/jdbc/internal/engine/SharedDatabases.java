package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.internal.error.SqlErrors;
import dev.kedge.jdbc.internal.error.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The databases that connections have open in this JVM: one engine for each real path, however many
 * connections of however many pools there are.
 */
public final class SharedDatabases {

  private static final SharedDatabases INSTANCE = new SharedDatabases(new DelayedClose());

  private final Map<Path, SharedDatabase> open = new ConcurrentHashMap<>();
  private final DelayedClose delayedClose;

  SharedDatabases(DelayedClose delayedClose) {
    this.delayedClose = delayedClose;
  }

  /** Those of this JVM. */
  public static SharedDatabases instance() {
    return INSTANCE;
  }

  /**
   * A lease of the database that a URL names, which is opened if it is not.
   *
   * @throws SQLException if it can't be opened, or is open with other settings
   */
  public Lease lease(ConnectionUrl url) throws SQLException {
    Path path = realPath(url.path());
    try {
      while (true) {
        SharedDatabase database =
            open.computeIfAbsent(path, p -> new SharedDatabase(p, open::remove, delayedClose));
        @Nullable Lease lease = database.lease(url.settings());
        if (lease != null) {
          return lease;
        }
      }
    } catch (IllegalArgumentException e) {
      throw SqlState.CONNECTION_REFUSED.error(path + " is not opened: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      throw SqlErrors.of(e);
    }
  }

  /** One name for the file, whatever links lead to it; it need not exist, its directory must. */
  private static Path realPath(Path path) throws SQLException {
    try {
      if (Files.isDirectory(path)) {
        throw SqlState.CONNECTION_REFUSED.error(path + " is a directory: name a file in it");
      }
      if (Files.exists(path)) {
        return path.toRealPath();
      }
      Path absolute = path.toAbsolutePath().normalize();
      Path directory = absolute.getParent();
      Path name = absolute.getFileName();
      if (directory == null || name == null) {
        throw SqlState.CONNECTION_REFUSED.error(path + " names no file: name one in a directory");
      }
      return directory.toRealPath().resolve(name);
    } catch (IOException e) {
      throw SqlState.CONNECTION_REFUSED.error(
          "the directory of " + path + " is not there: create it, or correct the URL", e);
    }
  }
}
