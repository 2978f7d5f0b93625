package dev.kedge.internal.io;

import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/**
 * Compresses ranges of bytes, each into one complete frame of {@link Lz4Frames}. Holds about 64 KiB
 * outside the heap. Native code holds up garbage collection while it reads from the heap: for one
 * block, some 60 µs.
 *
 * <p>Belongs to one thread at a time.
 */
public final class Lz4FrameEncoder {

  private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();
  private final ByteBuffer packed;

  /**
   * An encoder for any number of frames.
   *
   * @param maxContentBytes the largest content that it will be given
   */
  public Lz4FrameEncoder(int maxContentBytes) {
    int block = Math.min(maxContentBytes, Lz4Frames.BLOCK_BYTES);
    packed = ByteBuffer.allocateDirect(compressor.maxCompressedLength(block));
  }

  /**
   * Writes the frame of {@code length} bytes. Both arrays may be the same one if the frame begins
   * at least {@link Lz4Frames#inPlaceLead} before the content, which is then destroyed.
   *
   * @param target has room for {@link Lz4Frames#maxFrameBytes} from {@code targetOffset}
   * @return the length of the frame
   */
  public int encode(byte[] source, int offset, int length, byte[] target, int targetOffset) {
    int checksum = XxHash.hash32(source, offset, length, 0);
    writeHeader(target, targetOffset, length);
    int at = targetOffset + Lz4Frames.HEADER_BYTES;
    for (int done = 0; done < length; done += Lz4Frames.BLOCK_BYTES) {
      int count = Math.min(length - done, Lz4Frames.BLOCK_BYTES);
      at = encodeBlock(source, offset + done, count, target, at);
    }
    Lz4Frames.writeInt(target, at, 0);
    Lz4Frames.writeInt(target, at + 4, checksum);
    return at + Lz4Frames.TRAILER_BYTES - targetOffset;
  }

  private static void writeHeader(byte[] target, int offset, int contentBytes) {
    Lz4Frames.writeInt(target, offset, Lz4Frames.MAGIC);
    target[offset + 4] = Lz4Frames.FLAGS;
    target[offset + 5] = Lz4Frames.BLOCK_MAXIMUM;
    Lz4Frames.writeInt(target, offset + 6, contentBytes);
    Lz4Frames.writeInt(target, offset + 10, 0);
    target[offset + 14] = Lz4Frames.headerChecksum(target, offset);
  }

  private int encodeBlock(byte[] source, int offset, int length, byte[] target, int at) {
    int count =
        compressor.compress(ByteBuffer.wrap(source), offset, length, packed, 0, packed.capacity());
    int content = at + Lz4Frames.BLOCK_HEAD_BYTES;
    if (count < length) {
      Lz4Frames.writeInt(target, at, count);
      packed.get(0, target, content, count);
      return content + count;
    }
    // The copy comes first: within one array the head may lie on the block's own first bytes.
    System.arraycopy(source, offset, target, content, length);
    Lz4Frames.writeInt(target, at, length | Lz4Frames.STORED);
    return content + length;
  }
}
