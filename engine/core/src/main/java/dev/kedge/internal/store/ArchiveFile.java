package dev.kedge.internal.store;

import dev.kedge.WalArchive.Content;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Writes the files of an archive directory: temporary name, force, final name, directory force. */
public final class ArchiveFile {

  private static final int BUFFER_BYTES = 256 << 10;

  private ArchiveFile() {}

  /**
   * Writes a range durably; does nothing if a file for it is there. Creates the directory if its
   * parent exists.
   */
  public static void write(Storage storage, Path directory, Range range, Content content)
      throws IOException {
    createDirectory(storage, directory);
    Path file = directory.resolve(ArchivedRange.fileName(range));
    if (storage.exists(file)) {
      // Written by an attempt that was not heard of: whole, but its name may not be durable.
      storage.syncDirectory(directory);
      return;
    }
    Path temporary = directory.resolve(file.getFileName() + ".tmp");
    storage.delete(temporary);
    try (StorageFile open = storage.open(temporary, OpenMode.CREATE)) {
      OutputStream out = new BufferedOutputStream(new Sink(open), BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      open.force();
    } catch (Throwable e) {
      storage.delete(temporary);
      throw e;
    }
    storage.publish(temporary, file);
    storage.syncDirectory(directory);
  }

  private static void createDirectory(Storage storage, Path directory) {
    Path parent = directory.getParent();
    if (parent != null && !storage.exists(directory)) {
      storage.createDirectory(directory);
      storage.syncDirectory(parent);
    }
  }

  /** A file as a stream. */
  private static final class Sink extends OutputStream {
    private final StorageFile file;
    private long position;

    Sink(StorageFile file) {
      this.file = file;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      file.write(position, source, offset, length);
      position += length;
    }
  }
}
