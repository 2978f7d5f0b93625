package dev.kedge.internal.io;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * An open file. Reads and writes are positional and may be called from several threads at once; no
 * method reacts to an interrupt of the calling thread. Failures are {@link
 * dev.kedge.StorageException}s that name the file; a closed file throws {@link
 * dev.kedge.DatabaseClosedException}.
 */
public interface StorageFile extends AutoCloseable {

  /** The name it was opened by. */
  Path path();

  /** Its length in bytes. */
  long size();

  /**
   * Reads up to {@code length} bytes; fewer only if the file ends there.
   *
   * @return how many were read, 0 at or after the end
   */
  int read(long position, byte[] target, int offset, int length);

  /**
   * Writes all of the bytes, growing the file as needed. When it fails, any part of them may have
   * been written.
   */
  void write(long position, byte[] source, int offset, int length);

  /**
   * Cuts the file to {@code size} bytes. It must not be mapped beyond them.
   *
   * @throws IllegalArgumentException if it is shorter
   */
  void truncate(long size);

  /**
   * Makes the content, and a changed length, durable, also what was written through other open
   * files of the same name. After a failure nothing is known about what was written since the last
   * success, and a later success proves nothing: the caller must treat the file as lost.
   */
  void force();

  /**
   * Maps a range for reading. Later writes show in it. The range must lie within the file, {@code
   * position} must be a multiple of {@link #MAP_CHUNK}, and {@code length} at most that.
   *
   * @return a big-endian buffer from 0 to {@code length}; usable until the file is closed
   */
  ByteBuffer map(long position, int length);

  /** Closes it without forcing. A second call does nothing. */
  @Override
  void close();

  /** The granularity of maps: 256 MiB. */
  int MAP_CHUNK = 256 << 20;
}
