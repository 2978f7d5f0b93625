package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A database for one connection, until it is closed. */
public final class Lease implements AutoCloseable {

  private final Database database;
  private final Operations operations;
  private final Settings settings;
  private final @Nullable String warning;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A lease.
   *
   * @param database the database
   * @param operations where its operations are noted
   * @param settings what the connection has of its own
   * @param warning what the user of the connection should know, or null
   * @param onClose gives the lease back; called once
   */
  public Lease(
      Database database,
      Operations operations,
      Settings settings,
      @Nullable String warning,
      Runnable onClose) {
    this.database = database;
    this.operations = operations;
    this.settings = settings;
    this.warning = warning;
    this.onClose = onClose;
  }

  /** The database. */
  public Database database() {
    return database;
  }

  /** The operations that run on it, and the last that did. */
  public Operations operations() {
    return operations;
  }

  /** What the connection was opened with. */
  public Settings settings() {
    return settings;
  }

  /** What the user of the connection should know; null if there is nothing. */
  public @Nullable String warning() {
    return warning;
  }

  /** Gives it back. A second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
