package dev.kedge.internal.store;

import java.io.OutputStream;

/** A file in the making as a stream. Its failures are those of the storage. */
final class BackupFileOutput extends OutputStream {

  private final BackupTarget target;
  private long position;

  /** Writes the file from its start; publishing or closing it is left to the caller. */
  BackupFileOutput(BackupTarget target) {
    this.target = target;
  }

  @Override
  public void write(int value) {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    target.write(position, source, offset, length);
    position += length;
  }
}
