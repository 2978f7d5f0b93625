package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.DatabaseClosedException;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** The database of a follower: restored if it is not there, and anew if it can't go on. */
final class FollowerDatabase implements AutoCloseable {

  private final Storage storage = LocalStorage.INSTANCE;
  private final Path path;
  private final ReplicaClient client;
  private final UnaryOperator<DatabaseBuilder> configuration;
  private volatile Database database;
  private boolean closed;

  FollowerDatabase(Path path, ReplicaClient client, UnaryOperator<DatabaseBuilder> configuration) {
    this.path = path.toAbsolutePath();
    this.client = client;
    this.configuration = configuration;
    Path reseed = reseedPath();
    if (storage.exists(reseed)) {
      // A process was killed before it came into use.
      RestoreScratch.deleteDatabase(storage, reseed);
    }
    if (!storage.exists(this.path) && storage.list(RestoreScratch.logFolder(this.path)).isEmpty()) {
      ReplicaRestore.from(client).to(this.path);
    }
    this.database = openDatabase();
  }

  private Path reseedPath() {
    return path.resolveSibling(path.getFileName() + ".reseed");
  }

  private Database openDatabase() {
    return configuration.apply(Database.builder(path)).readReplica(true).open();
  }

  Database get() {
    return database;
  }

  /** Puts the latest state in the place of what is there. */
  void reseed() {
    Path fresh = reseedPath();
    RestoreScratch.deleteDatabase(storage, fresh);
    ReplicaRestore.from(client).to(fresh);
    replaceBy(fresh);
  }

  /** Not once it is closed: whoever closed it may have given up to wait for the destination. */
  private synchronized void replaceBy(Path fresh) {
    if (closed) {
      RestoreScratch.deleteDatabase(storage, fresh);
      throw new DatabaseClosedException(path + " is closed");
    }
    database.close();
    RestoreScratch.deleteDatabase(storage, path);
    storage.rename(fresh, path);
    storage.syncDirectory(Objects.requireNonNull(path.getParent(), "a directory has it"));
    database = openDatabase();
  }

  @Override
  public synchronized void close() {
    closed = true;
    database.close();
  }
}
