package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** A database for one connection, until it is closed. */
public final class Lease implements AutoCloseable {

  private final Database database;
  private final Replicas replicas;
  private final Operations operations;
  private final Settings settings;
  private final List<String> warnings;
  private final Runnable onClose;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * A lease.
   *
   * @param database the database
   * @param replicas its replicas
   * @param operations where its operations are noted
   * @param settings what the connection has of its own
   * @param warnings what the user of the connection should know
   * @param onClose gives the lease back; called once
   */
  public Lease(
      Database database,
      Replicas replicas,
      Operations operations,
      Settings settings,
      List<String> warnings,
      Runnable onClose) {
    this.database = database;
    this.replicas = replicas;
    this.operations = operations;
    this.settings = settings;
    this.warnings = List.copyOf(warnings);
    this.onClose = onClose;
  }

  /** The database. */
  public Database database() {
    return database;
  }

  /** Its replicas, as far as they are known here. */
  public Replicas replicas() {
    return replicas;
  }

  /** The operations that run on it, and the last that did. */
  public Operations operations() {
    return operations;
  }

  /** What the connection was opened with. */
  public Settings settings() {
    return settings;
  }

  /** What the user of the connection should know. */
  public List<String> warnings() {
    return warnings;
  }

  /** Gives it back. A second call does nothing. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      onClose.run();
    }
  }
}
