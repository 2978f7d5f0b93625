package dev.kedge.internal.io;

import dev.kedge.DatabaseClosedException;
import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;

/** An open file of a {@link SimStorage}, which guards it. */
final class SimFile implements StorageFile {

  private final SimStorage storage;
  private final Path path;
  private final SimInode inode;
  private final boolean writable;
  private boolean closed;
  private long mappedEnd;

  SimFile(SimStorage storage, Path path, SimInode inode, boolean writable) {
    this.storage = storage;
    this.path = path;
    this.inode = inode;
    this.writable = writable;
  }

  @Override
  public Path path() {
    return path;
  }

  @Override
  public long size() {
    synchronized (storage) {
      checkOpen();
      return inode.size();
    }
  }

  @Override
  public int read(long position, byte[] target, int offset, int length) {
    checkRange(position, target, offset, length);
    synchronized (storage) {
      checkOpen();
      return inode.read(position, target, offset, length);
    }
  }

  @Override
  public void write(long position, byte[] source, int offset, int length) {
    checkRange(position, source, offset, length);
    synchronized (storage) {
      checkWritable();
      long growth = Math.max(0, position + length - inode.size());
      long missing = growth - storage.fitting(growth);
      int fitting = (int) Math.max(0, length - missing);
      if (fitting > 0) {
        inode.write(position, source, offset, fitting);
      }
      if (fitting < length) {
        throw new StorageFullException(path, Outcome.NOT_COMMITTED, null);
      }
    }
  }

  @Override
  public void truncate(long size) {
    synchronized (storage) {
      checkWritable();
      if (size < 0 || size > inode.size()) {
        throw new IllegalArgumentException("can't cut " + inode.size() + " bytes to " + size);
      }
      long mapped = storage.mappedEnd(inode);
      if (size < mapped) {
        throw new IllegalStateException(path + " is mapped to " + mapped + ", cut to " + size);
      }
      if (size < inode.size()) {
        inode.cut(size);
      }
    }
  }

  @Override
  public void force() {
    synchronized (storage) {
      checkWritable();
      inode.force();
    }
  }

  @Override
  public ByteBuffer map(long position, int length) {
    if (position < 0 || position % MAP_CHUNK != 0 || length < 0 || length > MAP_CHUNK) {
      throw new IllegalArgumentException("no range to map: " + position + ", " + length);
    }
    synchronized (storage) {
      checkOpen();
      if (inode.size() - position < length) {
        throw new StorageException(path, "can't be mapped: it ends at " + inode.size(), null);
      }
      mappedEnd = Math.max(mappedEnd, position + length);
      return inode.map(position, length);
    }
  }

  @Override
  public void close() {
    synchronized (storage) {
      if (!closed) {
        closed = true;
        storage.closed(this);
      }
    }
  }

  boolean isOf(SimInode other) {
    return inode == other;
  }

  long mappedEnd() {
    return mappedEnd;
  }

  private void checkOpen() {
    if (closed) {
      throw new DatabaseClosedException(path + " is closed: open the database again");
    }
  }

  private void checkWritable() {
    checkOpen();
    if (!writable) {
      throw new StorageException(path, "opened for reading only", null);
    }
  }

  private static void checkRange(long position, byte[] array, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, array.length);
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
  }
}
