package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.WalArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The database that a command changes, as its first parameter, and the archive for its log. */
final class WritableDatabase {

  @Parameters(index = "0", paramLabel = "DATABASE", description = "The database file.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Path path;

  @Option(
      names = "--wal-archive",
      paramLabel = "DIR",
      description =
          "Where log goes before it is discarded; name it if the database has an archive.")
  @Nullable Path walArchive;

  /** Opens it for commits; refuses what was last used as a replica. */
  Database openForCommits() {
    Database database = open();
    if (database.isRememberedReplica()) {
      database.close();
      throw new RefusedException(
          path + " is a replica: write to its primary, or end its following with kedge promote");
    }
    return database;
  }

  /** Opens it for work that leaves its content as it is. */
  Database open() {
    return Opening.open(path, this::withArchive);
  }

  /** Opens it as a read replica, which it then is until it is promoted. */
  Database openAsReplica() {
    return Opening.open(path, builder -> withArchive(builder).readReplica(true));
  }

  DatabaseBuilder withArchive(DatabaseBuilder builder) {
    if (walArchive == null) {
      return builder;
    }
    if (Files.exists(walArchive) && !Files.isDirectory(walArchive)) {
      throw new RefusedException(
          walArchive + " is no directory: --wal-archive names the one that log goes to");
    }
    Directories.requireParentOf(walArchive);
    return builder.walArchive(WalArchive.directory(walArchive));
  }
}
