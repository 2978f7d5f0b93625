package dev.kedge.internal.store;

import dev.kedge.BackupInfo;
import dev.kedge.BackupOutline;
import dev.kedge.ProgressListener;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Verifies backups and restores them to files of a storage.
 *
 * <p>All methods may be called from any thread.
 */
public final class BackupRestore {

  private static final String VERIFY = "verification";
  private static final String RESTORE = "restore";

  private final Storage storage;

  /** Works on files of this storage. */
  public BackupRestore(Storage storage) {
    this.storage = storage;
  }

  /** Something to be done with the stream of a backup. */
  private interface Use {
    BackupInfo with(InputStream in, String name);
  }

  /** Reads a stream to its end; see {@link BackupReader#read}. */
  public BackupInfo verify(InputStream in, ProgressListener listener) {
    return verify(in, "backup", listener);
  }

  /** Reads a file; see {@link BackupReader#read}. */
  public BackupInfo verify(Path backup, ProgressListener listener) {
    return open(backup, (in, name) -> verify(in, name, listener));
  }

  /** Reads the header of a file; see {@link BackupReader#outline}. */
  public BackupOutline outline(Path backup) {
    try (StorageFile file = storage.open(backup, OpenMode.READ)) {
      return BackupReader.outline(new BackupFileInput(file), "backup " + backup);
    }
  }

  /**
   * Restores a stream; see {@link dev.kedge.Restore}.
   *
   * @throws dev.kedge.TargetExistsException if the target, or a log folder with something in it, is
   *     there
   */
  public BackupInfo restore(Path target, InputStream in, ProgressListener listener) {
    return restore(target, in, "backup", listener, file -> {});
  }

  /** As above, and has log replayed on what was restored before it is published. */
  public BackupInfo restore(
      Path target, InputStream in, ProgressListener listener, Consumer<LogReplay> log) {
    return restore(target, in, "backup", listener, file -> replay(file, target, log));
  }

  private void replay(Path restored, Path target, Consumer<LogReplay> log) {
    try (LogReplay replay = LogReplay.open(storage, restored, target)) {
      log.accept(replay);
      replay.complete();
    } catch (InternalError e) {
      throw Failures.typed(e, restored); // a mapped page could not be delivered
    }
  }

  /** Restores a file; see {@link #restore(Path, InputStream, ProgressListener)}. */
  public BackupInfo restore(Path target, Path backup, ProgressListener listener) {
    return open(backup, (in, name) -> restore(target, in, name, listener, file -> {}));
  }

  private BackupInfo open(Path backup, Use use) {
    try (StorageFile file = storage.open(backup, OpenMode.READ)) {
      return use.with(new BackupFileInput(file), "backup " + backup);
    }
  }

  private static BackupInfo verify(InputStream in, String name, ProgressListener listener) {
    return BackupReader.read(in, name, VERIFY, BackupReader.Sink.NONE, listener);
  }

  private BackupInfo restore(
      Path path,
      InputStream in,
      String name,
      ProgressListener listener,
      Consumer<Path> beforePublished) {
    RestoreEvent event = new RestoreEvent();
    event.begin();
    try (BackupTarget target = BackupTarget.create(storage, path, BackupTarget.Kind.DATABASE)) {
      BackupInfo info = BackupReader.read(in, name, RESTORE, target::write, listener);
      beforePublished.accept(target.temporary());
      target.publish();
      event.version = info.position().version();
      event.bytes = info.imageBytes();
      event.commit();
      return info;
    }
  }
}
