package dev.kedge.internal.io;

import dev.kedge.BackupFormatException;
import java.nio.ByteBuffer;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/**
 * Reads frames of {@link Lz4Frames} from a stream, one at a time, in two steps that may be taken by
 * different threads one after the other: {@link #read} takes the frame from the stream as it
 * stands, {@link #decode} decompresses it. Both work in one array of the caller, no longer than the
 * content: each block is put where its content will be.
 *
 * <p>Holds up to 128 KiB outside the heap, for the reason given at {@link Lz4FrameEncoder}.
 */
public final class Lz4FrameDecoder {

  private final LZ4SafeDecompressor decompressor = LZ4Factory.fastestInstance().safeDecompressor();
  private final ByteBuffer packed;
  private final ByteBuffer plain;
  private final byte[] head = new byte[Lz4Frames.HEADER_BYTES];
  private final int[] blockLengths;

  private String name = "";
  private long frameOffset;
  private int contentBytes;
  private int checksum;

  /**
   * A decoder for any number of frames.
   *
   * @param maxContentBytes the largest content that it will be asked for
   */
  public Lz4FrameDecoder(int maxContentBytes) {
    int block = Math.min(maxContentBytes, Lz4Frames.BLOCK_BYTES);
    packed = ByteBuffer.allocateDirect(block);
    plain = ByteBuffer.allocateDirect(block);
    blockLengths = new int[Lz4Frames.blocks(maxContentBytes)];
  }

  /**
   * Takes the next frame from the stream. The bytes in {@code target} are of no use before {@link
   * #decode}.
   *
   * @param length bytes of content that the frame must have
   * @throws BackupFormatException if there is no such frame, or the stream ends in it
   */
  public void read(StreamSource in, int length, byte[] target, int offset) {
    name = in.name();
    frameOffset = in.offset();
    contentBytes = length;
    readHeader(in);
    for (int done = 0, block = 0; done < length; done += Lz4Frames.BLOCK_BYTES, block++) {
      int blockBytes = Math.min(length - done, Lz4Frames.BLOCK_BYTES);
      blockLengths[block] = readBlock(in, blockBytes, target, offset + done);
    }
    in.readFully(head, 0, Lz4Frames.TRAILER_BYTES);
    if (Lz4Frames.readInt(head, 0) != 0) {
      throw in.damaged("has an LZ4 frame that does not end where it should", frameOffset);
    }
    checksum = Lz4Frames.readInt(head, 4);
  }

  private void readHeader(StreamSource in) {
    in.readFully(head, 0, Lz4Frames.HEADER_BYTES);
    if (!Lz4Frames.isFrame(head, 0)) {
      throw in.damaged("has no LZ4 frame where one belongs", frameOffset);
    }
    if (head[4] != Lz4Frames.FLAGS || head[5] != Lz4Frames.BLOCK_MAXIMUM) {
      throw in.damaged(
          "has an LZ4 frame in a form that Kedge does not write (if it was compressed with"
              + " another tool, decompress it with that)",
          frameOffset);
    }
    if (head[14] != Lz4Frames.headerChecksum(head, 0)) {
      throw in.damaged("has an LZ4 frame with a damaged header", frameOffset);
    }
    if (Lz4Frames.readInt(head, 6) != contentBytes || Lz4Frames.readInt(head, 10) != 0) {
      throw in.damaged("has an LZ4 frame of the wrong size", frameOffset);
    }
  }

  private int readBlock(StreamSource in, int blockBytes, byte[] target, int offset) {
    long blockOffset = in.offset();
    in.readFully(head, 0, Lz4Frames.BLOCK_HEAD_BYTES);
    int word = Lz4Frames.readInt(head, 0);
    int length = word & ~Lz4Frames.STORED;
    // A compressed block is always shorter than its content, so that it fits where that will be.
    boolean valid = word < 0 ? length == blockBytes : length > 0 && length < blockBytes;
    if (!valid) {
      throw in.damaged("has an LZ4 block of " + length + " bytes, which can't be", blockOffset);
    }
    in.readFully(target, offset, length);
    return length;
  }

  /**
   * Decompresses the frame taken last and checks it, in the array where {@link #read} put it.
   *
   * @throws BackupFormatException if it is damaged
   */
  public void decode(byte[] target, int offset) {
    for (int done = 0, block = 0; done < contentBytes; done += Lz4Frames.BLOCK_BYTES, block++) {
      int blockBytes = Math.min(contentBytes - done, Lz4Frames.BLOCK_BYTES);
      if (blockLengths[block] < blockBytes) {
        decodeBlock(target, offset + done, blockLengths[block], blockBytes);
      }
    }
    if (XxHash.hash32(target, offset, contentBytes, 0) != checksum) {
      throw new BackupFormatException(
          name + " has an LZ4 frame whose content does not match its checksum", frameOffset);
    }
  }

  private void decodeBlock(byte[] target, int at, int length, int blockBytes) {
    packed.put(0, target, at, length);
    int count;
    try {
      count = decompressor.decompress(packed, 0, length, plain, 0, blockBytes);
    } catch (LZ4Exception e) {
      throw new BackupFormatException(
          name + " has an LZ4 frame that can't be decompressed", frameOffset, e);
    }
    if (count != blockBytes) {
      throw new BackupFormatException(
          name + " has an LZ4 block that is too short when decompressed", frameOffset);
    }
    plain.get(0, target, at, blockBytes);
  }
}
