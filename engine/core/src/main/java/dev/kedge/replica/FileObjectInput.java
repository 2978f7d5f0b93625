package dev.kedge.replica;

import dev.kedge.KedgeException;
import dev.kedge.internal.io.StorageFile;
import java.io.IOException;
import java.io.InputStream;

/** A part of a file, as a stream. */
final class FileObjectInput extends InputStream {

  private final StorageFile file;
  private long position;
  private long left;

  FileObjectInput(StorageFile file, long offset, long length) {
    this.file = file;
    this.position = offset;
    this.left = length;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count;
    try {
      count = file.read(position, target, offset, (int) Math.min(length, left));
    } catch (KedgeException e) {
      throw new IOException(e.getMessage(), e);
    }
    position += count;
    left -= count;
    return count == 0 ? -1 : count;
  }

  @Override
  public void close() throws IOException {
    try {
      file.close();
    } catch (KedgeException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
