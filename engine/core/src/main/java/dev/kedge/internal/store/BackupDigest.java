package dev.kedge.internal.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jpountz.xxhash.StreamingXXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The digest of a whole backup: XXH64 over the checksum of its header and the hashes of its pieces
 * in order, 8 bytes big-endian each. Also writes the footer that carries it:
 *
 * <pre>
 * "KEDGEEND" | u64 pieces | u64 digest | u64 image bytes
 * </pre>
 *
 * <p>Belongs to one thread.
 */
final class BackupDigest {

  /** The length of the footer. */
  static final int FOOTER_BYTES = 32;

  private static final byte[] FOOTER_MAGIC = "KEDGEEND".getBytes(StandardCharsets.US_ASCII);

  private final StreamingXXHash64 hash = XXHashFactory.safeInstance().newStreamingHash64(0);
  private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES);
  private long pieces;

  /** Begins with the checksum of the header. */
  BackupDigest(int headerChecksum) {
    update(Integer.toUnsignedLong(headerChecksum));
  }

  /** Adds the hash of the next piece. */
  void add(long pieceHash) {
    update(pieceHash);
    pieces++;
  }

  private void update(long value) {
    word.putLong(0, value);
    hash.update(word.array(), 0, Long.BYTES);
  }

  /** The digest of what was added so far. */
  long value() {
    return hash.getValue();
  }

  /** The footer of a backup that ends here. */
  byte[] footer(long imageBytes) {
    ByteBuffer footer = ByteBuffer.allocate(FOOTER_BYTES);
    footer.put(FOOTER_MAGIC).putLong(pieces).putLong(value()).putLong(imageBytes);
    return footer.array();
  }

  /** Whether this is the footer of a backup that ends here. */
  boolean matches(byte[] footer, long imageBytes) {
    return Arrays.equals(footer, footer(imageBytes));
  }
}
