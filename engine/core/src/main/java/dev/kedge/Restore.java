package dev.kedge;

import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.store.BackupReader;
import dev.kedge.internal.store.BackupRestore;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Verifies backups and restores them to new databases. Whether a backup is compressed is found out
 * from its content; its length need not be known, it is read to the end of the stream, and bytes
 * after the backup are an error. Streams are not closed.
 *
 * <p>A restore verifies while it writes, to a temporary file beside the target that is readable and
 * writable by its owner only, and gives it the target's name when all of it is proven intact and
 * durable. Nothing is ever replaced, and when it fails, nothing is left in the way of the next
 * attempt. Should the process be killed, the temporary {@code <name>.restore-<16 hex>.tmp} stays
 * (with a {@code .lock} beside it); the next restore to that name deletes it, and so may anybody
 * once no restore is running.
 *
 * <p>The memory needed does not depend on the size of the backup. Errors, everywhere: {@link
 * BackupFormatException} if the input is not one whole intact backup, {@link
 * FormatVersionException} if another version of Kedge wrote it, {@link StorageException} if a file
 * or the stream fails (for a stream the {@link java.io.IOException} is the cause), {@link
 * OperationCancelledException} if the listener cancelled it. An interrupt does not stop the call
 * unless the stream itself reacts to it; the flag is kept.
 *
 * <p>All methods may be called from any thread.
 */
public final class Restore {

  private Restore() {}

  /**
   * Reads the first block of a backup and verifies just that.
   *
   * @param in at the beginning of a backup, at most {@link BackupOutline#MAX_BYTES} of it are
   *     needed; how much is read of it is not defined
   */
  public static BackupOutline outline(InputStream in) {
    return BackupReader.outline(in, "backup");
  }

  /**
   * Reads the first block of a backup in a file and verifies just that, whatever its size; whether
   * the rest is intact is found out by {@link #verify(Path)}.
   */
  public static BackupOutline outline(Path backup) {
    return new BackupRestore(LocalStorage.INSTANCE).outline(backup);
  }

  /** Verifies a backup without writing anything. */
  public static BackupInfo verify(InputStream in) {
    return verify(in, ProgressListener.NONE);
  }

  /**
   * Verifies a backup without writing anything.
   *
   * @param listener hears of progress, in bytes of the database file
   */
  public static BackupInfo verify(InputStream in, ProgressListener listener) {
    return new BackupRestore(LocalStorage.INSTANCE).verify(in, listener);
  }

  /** Verifies a backup in a file. */
  public static BackupInfo verify(Path backup) {
    return verify(backup, ProgressListener.NONE);
  }

  /**
   * Verifies a backup in a file.
   *
   * @param listener hears of progress, in bytes of the database file
   */
  public static BackupInfo verify(Path backup, ProgressListener listener) {
    return new BackupRestore(LocalStorage.INSTANCE).verify(backup, listener);
  }

  /**
   * Restores a backup to a new database.
   *
   * @param target the database file to create, in a directory that exists
   * @throws TargetExistsException if the target, or a log folder with something in it beside it,
   *     exists
   */
  public static RestoreResult restore(Path target, InputStream in) {
    return restore(target, in, ProgressListener.NONE);
  }

  /**
   * Restores a backup to a new database.
   *
   * @param target the database file to create, in a directory that exists
   * @param listener hears of progress, in bytes of the database file
   * @throws TargetExistsException if the target, or a log folder with something in it beside it,
   *     exists
   */
  public static RestoreResult restore(Path target, InputStream in, ProgressListener listener) {
    return restore(LocalStorage.INSTANCE, target, in, listener);
  }

  /**
   * Restores a backup to a new database and replays shipped log on it, before it is published: to
   * the last commit of the log, or to any version or instant in it.
   *
   * @param target the database file to create, in a directory that exists
   * @param log is called once, when the backup is restored, to replay log after log; what it throws
   *     ends the restore, and leaves nothing
   * @param listener hears of progress of the backup, in bytes of the database file; see {@link
   *     Replay#listener} for the log
   * @return the result, which tells of the backup; {@link Replay#position} tells what was reached
   * @throws TargetExistsException if the target, or a log folder with something in it beside it,
   *     exists
   */
  public static RestoreResult restore(
      Path target, InputStream in, Consumer<Replay> log, ProgressListener listener) {
    return restore(LocalStorage.INSTANCE, target, in, log, listener);
  }

  /**
   * Restores a backup in a file to a new database.
   *
   * @param target the database file to create, in a directory that exists
   * @throws TargetExistsException if the target, or a log folder with something in it beside it,
   *     exists
   */
  public static RestoreResult restore(Path target, Path backup) {
    return restore(target, backup, ProgressListener.NONE);
  }

  /**
   * Restores a backup in a file to a new database.
   *
   * @param target the database file to create, in a directory that exists
   * @param listener hears of progress, in bytes of the database file
   * @throws TargetExistsException if the target, or a log folder with something in it beside it,
   *     exists
   */
  public static RestoreResult restore(Path target, Path backup, ProgressListener listener) {
    return restore(LocalStorage.INSTANCE, target, backup, listener);
  }

  static RestoreResult restore(
      Storage storage,
      Path target,
      InputStream in,
      Consumer<Replay> log,
      ProgressListener listener) {
    long started = System.nanoTime();
    BackupRestore restore = new BackupRestore(storage);
    BackupInfo backup =
        restore.restore(target, in, listener, replay -> log.accept(new Replay(replay)));
    return result(target, backup, started);
  }

  static RestoreResult restore(
      Storage storage, Path target, InputStream in, ProgressListener listener) {
    long started = System.nanoTime();
    return result(target, new BackupRestore(storage).restore(target, in, listener), started);
  }

  static RestoreResult restore(
      Storage storage, Path target, Path backup, ProgressListener listener) {
    long started = System.nanoTime();
    return result(target, new BackupRestore(storage).restore(target, backup, listener), started);
  }

  private static RestoreResult result(Path target, BackupInfo backup, long started) {
    return new RestoreResult(target, backup, Duration.ofNanos(System.nanoTime() - started));
  }
}
