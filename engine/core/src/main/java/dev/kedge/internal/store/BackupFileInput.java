package dev.kedge.internal.store;

import dev.kedge.internal.io.StorageFile;
import java.io.InputStream;

/** A file of the storage as a stream from its start. Its failures are those of the storage. */
final class BackupFileInput extends InputStream {

  private final StorageFile file;
  private long position;

  /** Reads the file, which stays open when the stream is closed. */
  BackupFileInput(StorageFile file) {
    this.file = file;
  }

  /** How many bytes were read. */
  long position() {
    return position;
  }

  @Override
  public int read() {
    byte[] single = new byte[1];
    return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    int count = file.read(position, target, offset, length);
    position += count;
    return count == 0 ? -1 : count;
  }
}
