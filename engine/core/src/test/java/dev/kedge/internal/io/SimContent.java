package dev.kedge.internal.io;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a simulated file, in blocks that snapshots share until one side writes to them; a
 * block of zeros takes no memory. Belongs to one thread at a time; a snapshot to another.
 */
final class SimContent {

  private static final int BLOCK_SHIFT = 14;
  private static final int BLOCK_BYTES = 1 << BLOCK_SHIFT;
  private static final byte[] ZEROS = new byte[BLOCK_BYTES];

  // Bytes beyond the size are zero. A block that is not owned is shared and must not change.
  private byte[] @Nullable [] blocks;
  private boolean[] owned;
  private long size;

  SimContent() {
    this(new byte[0][], 0);
  }

  private SimContent(byte[] @Nullable [] blocks, long size) {
    this.blocks = blocks;
    this.owned = new boolean[blocks.length];
    this.size = size;
  }

  /** A copy that does not see later changes, and the other way round. */
  SimContent snapshot() {
    Arrays.fill(owned, false);
    return new SimContent(blocks.clone(), size);
  }

  long size() {
    return size;
  }

  /** Cuts it, or makes it longer with zeros. */
  void resize(long newSize) {
    if (newSize < size) {
      int kept = blockCount(newSize);
      if (kept < blocks.length) {
        Arrays.fill(blocks, kept, blocks.length, null);
        Arrays.fill(owned, kept, owned.length, false);
      }
      int tail = (int) (newSize & (BLOCK_BYTES - 1));
      if (tail > 0 && blocks[kept - 1] != null) {
        Arrays.fill(own(kept - 1), tail, BLOCK_BYTES, (byte) 0);
      }
    }
    size = newSize;
  }

  /** Writes bytes, or zeros if there is no source, making it longer as needed. */
  void write(long position, byte @Nullable [] source, int offset, int length) {
    reserve(position + length);
    int done = 0;
    while (done < length) {
      int block = (int) ((position + done) >> BLOCK_SHIFT);
      int start = (int) ((position + done) & (BLOCK_BYTES - 1));
      int count = Math.min(BLOCK_BYTES - start, length - done);
      writeBlock(block, start, source, offset + done, count);
      done += count;
    }
    size = Math.max(size, position + length);
  }

  private void writeBlock(int block, int start, byte @Nullable [] source, int offset, int count) {
    if (source == null || isZero(source, offset, count)) {
      if (blocks[block] != null) {
        Arrays.fill(own(block), start, start + count, (byte) 0);
      }
    } else {
      System.arraycopy(source, offset, own(block), start, count);
    }
  }

  /** Reads what is there, up to {@code length} bytes. */
  int read(long position, byte[] target, int offset, int length) {
    int total = (int) Math.max(0, Math.min(length, size - position));
    int done = 0;
    while (done < total) {
      int block = (int) ((position + done) >> BLOCK_SHIFT);
      int start = (int) ((position + done) & (BLOCK_BYTES - 1));
      int count = Math.min(BLOCK_BYTES - start, total - done);
      byte[] source = block < blocks.length && blocks[block] != null ? blocks[block] : ZEROS;
      System.arraycopy(source, start, target, offset + done, count);
      done += count;
    }
    return total;
  }

  private void reserve(long end) {
    int needed = blockCount(end);
    if (needed > blocks.length) {
      int length = Math.max(needed, blocks.length + (blocks.length >> 1));
      blocks = Arrays.copyOf(blocks, length);
      owned = Arrays.copyOf(owned, length);
    }
  }

  private byte[] own(int block) {
    byte[] bytes = blocks[block];
    if (bytes == null || !owned[block]) {
      bytes = bytes == null ? new byte[BLOCK_BYTES] : bytes.clone();
      blocks[block] = bytes;
      owned[block] = true;
    }
    return bytes;
  }

  private static int blockCount(long size) {
    return Math.toIntExact((size + BLOCK_BYTES - 1) >> BLOCK_SHIFT);
  }

  /** Whether all of these bytes are zero. */
  static boolean isZero(byte[] source, int offset, int length) {
    int done = 0;
    while (done < length) {
      int count = Math.min(BLOCK_BYTES, length - done);
      int from = offset + done;
      if (Arrays.mismatch(source, from, from + count, ZEROS, 0, count) >= 0) {
        return false;
      }
      done += count;
    }
    return true;
  }
}
