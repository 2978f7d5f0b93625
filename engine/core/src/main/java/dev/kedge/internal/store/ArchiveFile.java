package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.WalArchive.Content;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;

/** Writes the files of an archive directory: temporary name, force, final name, directory force. */
public final class ArchiveFile {

  private static final int BUFFER_BYTES = 256 << 10;

  private ArchiveFile() {}

  /**
   * Writes a range durably; does nothing if a file for it is there already. Creates the directory
   * if its parent exists.
   *
   * @throws ArchiveException if a file of that name has another content
   */
  public static void write(Storage storage, Path directory, Range range, Content content)
      throws IOException {
    createDirectory(storage, directory);
    Path file = directory.resolve(ArchivedRange.fileName(range));
    if (storage.exists(file)) {
      // Written by an attempt that was not heard of, so its name may not be durable.
      requireSame(storage, file, content);
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

  private static void requireSame(Storage storage, Path file, Content content) throws IOException {
    try (StorageFile open = storage.open(file, OpenMode.READ)) {
      Comparison comparison = new Comparison(open);
      OutputStream out = new BufferedOutputStream(comparison, BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      if (!comparison.isSame()) {
        throw new ArchiveException(
            file
                + " is in the archive already with another content, damaged or of another database:"
                + " move it away, and give each database an archive directory of its own",
            null);
      }
    }
  }

  private static void createDirectory(Storage storage, Path directory) {
    Path parent = directory.getParent();
    if (parent != null && !storage.exists(directory)) {
      storage.createDirectory(directory);
      storage.syncDirectory(parent);
    }
  }

  /** Compares what is written to it with a file. */
  private static final class Comparison extends OutputStream {
    private final StorageFile file;
    private byte[] found = new byte[BUFFER_BYTES];
    private long position;
    private boolean same = true;

    Comparison(StorageFile file) {
      this.file = file;
    }

    @Override
    public void write(int value) {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      if (found.length < length) {
        found = new byte[length];
      }
      int count = file.read(position, found, 0, length);
      position += length;
      same &= Arrays.equals(found, 0, count, source, offset, offset + length);
    }

    boolean isSame() {
      return same && file.size() == position;
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
