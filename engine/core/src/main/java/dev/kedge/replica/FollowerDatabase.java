package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.DatabaseClosedException;
import dev.kedge.Role;
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
    refusePrimary();
    return configuration.apply(Database.builder(path)).readReplica(true).open();
  }

  /** A follower may give its database up for another: never one that took commits itself. */
  private void refusePrimary() {
    if (isUnused()) {
      return;
    }
    try (Database found = Database.builder(path).readOnly(true).observed(false).open()) {
      if (!found.isRememberedReplica()) {
        throw new IllegalStateException(
            path
                + " is a primary: name another file for the follower, or open this one as a read"
                + " replica first, if it is to be one from now on");
      }
    }
  }

  /** Whether nobody has opened it yet; a process that was killed may have locked it. */
  private boolean isUnused() {
    return storage.list(RestoreScratch.logFolder(path)).stream()
        .allMatch(file -> file.endsWith("lock"));
  }

  Database get() {
    return database;
  }

  /** Whether it follows nobody any more. */
  boolean isPromoted() {
    return database.role() == Role.PRIMARY;
  }

  IllegalStateException promoted() {
    return new IllegalStateException(
        path + " was promoted and follows nobody any more: replicate it with take-over");
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
    refusePromoted(fresh);
    database.close();
    // Closed it can't be promoted any more.
    refusePromoted(fresh);
    RestoreScratch.deleteDatabase(storage, path);
    storage.rename(fresh, path);
    storage.syncDirectory(Objects.requireNonNull(path.getParent(), "a directory has it"));
    database = openDatabase();
  }

  private void refusePromoted(Path fresh) {
    if (isPromoted()) {
      RestoreScratch.deleteDatabase(storage, fresh);
      throw promoted();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    database.close();
  }
}
