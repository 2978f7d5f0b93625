package dev.kedge.jdbc.internal.engine;

import dev.kedge.Restore;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.replica.DestinationUrl;
import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaRestoreResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Restores a database of which nothing is there, from what {@code restoreFrom} names. */
final class FirstRestore {

  private final String from;
  private final Function<Path, String> restore;

  private FirstRestore(String from, Function<Path, String> restore) {
    this.from = from;
    this.restore = restore;
  }

  /**
   * As the property says: from a backup, from a destination, or, if it is not set, not at all.
   *
   * @throws SQLException if it names neither a file nor a destination that is known
   */
  static FirstRestore of(Settings settings) throws SQLException {
    String from = settings.text(KedgeProperty.RESTORE_FROM);
    if (DestinationUrl.isOne(from)) {
      DestinationUrl destination = DestinationProperty.parse(KedgeProperty.RESTORE_FROM, from);
      return new FirstRestore(from, path -> restore(path, destination));
    }
    Path backup = settings.path(KedgeProperty.RESTORE_FROM);
    if (!from.isEmpty() && Files.isDirectory(backup)) {
      throw settings.wrong(
          KedgeProperty.RESTORE_FROM,
          "the file of a backup: if this is a destination, write file://"
              + backup.toAbsolutePath().normalize());
    }
    return new FirstRestore(
        from, path -> String.valueOf(Restore.restore(path, backup).backup().position().version()));
  }

  /** Restores, and gives the version it has come to, with what is to be said of that. */
  private static String restore(Path path, DestinationUrl destination) {
    try (ReplicaClient client = destination.connect()) {
      ReplicaRestoreResult result = ReplicaRestore.from(client).to(path);
      List<String> damaged = result.plan().damaged();
      return result.position().version()
          + (damaged.isEmpty() ? "" : ", without what is damaged there: " + damaged);
    }
  }

  /**
   * Restores the database if neither its file nor its log folder exists.
   *
   * @return what to tell the user, or null if nothing was done
   */
  @Nullable String ifMissing(Path path) {
    Path folder = path.resolveSibling(path.getFileName() + "-wal");
    if (from.isEmpty()
        || Files.exists(path, LinkOption.NOFOLLOW_LINKS)
        || Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return null;
    }
    return path
        + " was missing and has been restored from "
        + from
        + " at version "
        + restore.apply(path);
  }
}
