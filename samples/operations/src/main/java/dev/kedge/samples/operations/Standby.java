package dev.kedge.samples.operations;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.Restore;
import dev.kedge.Role;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A read replica of a primary in the same process, so that there is something to look at: each call
 * brings it up to date and moves its hold on. Once an operator has promoted it, it is left alone.
 * Used by one thread.
 */
final class Standby implements Runnable, AutoCloseable {

  private static final String HOLD = "standby";
  private static final long CAP_BYTES = 256 << 20;

  private final Database primary;
  private final Database replica;

  private Standby(Database primary, Database replica) {
    this.primary = primary;
    this.replica = replica;
  }

  /** Opens the replica, and seeds it first if it is not there. */
  static Standby open(Database primary, Path file) {
    if (!Files.exists(file)) {
      ByteArrayOutputStream backup = new ByteArrayOutputStream();
      primary.holds().create(HOLD, primary.position().version(), CAP_BYTES);
      primary.backup(backup);
      Restore.restore(file, new ByteArrayInputStream(backup.toByteArray()));
    }
    return new Standby(primary, Database.builder(file).readReplica(true).open());
  }

  @Override
  public void run() {
    if (replica.role() == Role.PRIMARY) {
      return;
    }
    try {
      ByteArrayOutputStream shipped = new ByteArrayOutputStream();
      primary.shipWal(shipped, replica.position().version());
      replica.applyWal(new ByteArrayInputStream(shipped.toByteArray()));
      primary.holds().advance(HOLD, replica.position().version());
    } catch (KedgeException e) {
      System.err.println("the standby does not follow: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    replica.close();
  }
}
