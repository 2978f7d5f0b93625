package dev.kedge.internal.wal;

import dev.kedge.internal.io.FileFormat;
import java.util.zip.CRC32C;
import net.jpountz.xxhash.StreamingXXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The shape of a shipped log stream, and the running checksums that writer and reader must agree
 * on.
 *
 * <p>The 16 bytes that every Kedge file begins with; then blocks: u32 CRC32C, u8 kind, u32 length
 * of the body, the body. The checksum is taken over the block's number (u64, from 0), the checksum
 * of the block before (u32; before the first block that of the 16 bytes), and everything in the
 * block after the checksum, so that blocks out of their order don't pass. Kinds:
 *
 * <ol>
 *   <li>a section: u64 generation, u64 version before its first record, u64 history checksum there,
 *       i64 time there, u16 number of ancestors, for each u64 generation and u64 version, oldest
 *       first;
 *   <li>records: u64 first version, u64 last version, the records as in the log, whole commits;
 *   <li>the end: u64 number of records, u64 last version, u64 last history checksum, u64 XXH64 of
 *       the checksums of all blocks before.
 * </ol>
 */
final class WalStreamFormat {

  static final int SECTION = 1;
  static final int RECORDS = 2;
  static final int END = 3;

  static final int BLOCK_HEADER_BYTES = 9;
  static final int SECTION_BYTES = 34;
  static final int ANCESTOR_BYTES = 16;
  static final int VERSIONS_BYTES = 16;
  static final int END_BYTES = 32;
  static final int MAX_ANCESTORS = 0xffff;

  private WalStreamFormat() {}

  /** The checksums of a stream so far. Belongs to one thread. */
  static final class Checksums {
    private final CRC32C crc = new CRC32C();
    private final StreamingXXHash64 all = XXHashFactory.safeInstance().newStreamingHash64(0);
    private final byte[] seed = new byte[Long.BYTES + Integer.BYTES];
    private final byte[] sum = new byte[Integer.BYTES];

    /** Begins with the first bytes of the stream. */
    Checksums(byte[] header) {
      crc.update(header, 0, FileFormat.HEADER_BYTES);
      Bytes.putInt(seed, Long.BYTES, (int) crc.getValue());
    }

    /** The hash over the checksums of all blocks so far. */
    long ofBlocks() {
      return all.getValue();
    }

    /** The checksum of the next block, whose bytes stand in two ranges. */
    int next(byte[] first, int from, int firstLength, byte[] second, int at, int secondLength) {
      crc.reset();
      crc.update(seed, 0, seed.length);
      crc.update(first, from, firstLength);
      crc.update(second, at, secondLength);
      int value = (int) crc.getValue();
      Bytes.putInt(sum, 0, value);
      all.update(sum, 0, sum.length);
      Bytes.putLong(seed, 0, Bytes.getLong(seed, 0) + 1);
      Bytes.putInt(seed, Long.BYTES, value);
      return value;
    }
  }
}
