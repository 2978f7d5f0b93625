package dev.kedge;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Makes the checksums of changed files right again, as the formats are described, so that what
 * stands behind them is looked at. Lengths that lead nowhere end it.
 */
final class Reseal {

  private static final int BLOCK = 4096;
  private static final XXHash64 XX = XXHashFactory.safeInstance().hash64();

  private Reseal() {}

  private static int crc(byte[] seed, byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(seed, 0, seed.length);
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  private static void block(byte[] bytes, int offset) {
    int end = offset + BLOCK - Integer.BYTES;
    if (end + Integer.BYTES <= bytes.length) {
      ByteBuffer.wrap(bytes).putInt(end, crc(new byte[0], bytes, offset, end));
    }
  }

  /** A database file. */
  static void database(byte[] file, int pageSize) {
    for (int page = 0; (page + 1) * pageSize <= file.length; page++) {
      int offset = page * pageSize;
      if (page < 2) {
        block(file, offset);
      } else {
        int sum = crc(new byte[0], file, offset + 4, offset + pageSize);
        ByteBuffer.wrap(file).putInt(offset, sum);
      }
    }
  }

  /** A segment of the log. */
  static void segment(byte[] file) {
    block(file, 0);
    ByteBuffer buffer = ByteBuffer.wrap(file);
    byte[] salt = new byte[8];
    buffer.get(24, salt);
    int at = BLOCK;
    while (at + 72 <= file.length) {
      long length = Math.abs((long) buffer.getInt(at + 4));
      if (at + 72 + length > file.length) {
        return;
      }
      int end = at + 72 + (int) length;
      buffer.putInt(at, crc(salt, file, at + 4, end));
      at = end + 7 & -8;
      if (buffer.getInt(at + 4 <= file.length - 4 ? at + 4 : 0) == 0) {
        return;
      }
    }
  }

  /** A state file. */
  static void state(byte[] file) {
    int end = file.length - Integer.BYTES;
    ByteBuffer.wrap(file).putInt(end, crc(new byte[0], file, 0, end));
  }

  /** A shipped log. */
  static void shipped(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    ByteBuffer seed = ByteBuffer.allocate(12);
    seed.putInt(8, crc(new byte[0], file, 0, 16));
    ByteBuffer sums = ByteBuffer.allocate(file.length);
    int at = 16;
    while (at + 9 <= file.length) {
      long end = at + 9 + Integer.toUnsignedLong(buffer.getInt(at + 5));
      if (end > file.length) {
        return;
      }
      if (file[at + 4] == 3 && end - at == 41) {
        buffer.putLong(at + 33, XX.hash(sums.array(), 0, sums.position(), 0));
      }
      int sum = crc(seed.array(), file, at + 4, (int) end);
      buffer.putInt(at, sum);
      sums.putInt(sum);
      seed.putLong(0, seed.getLong(0) + 1).putInt(8, sum);
      at = (int) end;
    }
  }

  /** A backup that is not compressed. */
  static void backup(byte[] file) {
    block(file, 0);
    ByteBuffer buffer = ByteBuffer.wrap(file);
    ByteBuffer hashes = ByteBuffer.allocate(file.length + 8);
    hashes.putLong(Integer.toUnsignedLong(buffer.getInt(BLOCK - 4)));
    int at = BLOCK;
    for (int piece = 0; at + 12 + 32 < file.length; piece++) {
      int length = buffer.getInt(at);
      if (length < 0 || length > file.length - at - 12 - 32) {
        return;
      }
      long hash = XX.hash(file, at + 12, length, piece);
      buffer.putLong(at + 4, hash);
      hashes.putLong(hash);
      at += 12 + length;
    }
    buffer.putLong(file.length - 16, XX.hash(hashes.array(), 0, hashes.position(), 0));
  }
}
