package dev.kedge.internal.io;

import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * The hashes XXH32 and XXH64 as <a
 * href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">specified</a>, by the
 * fastest implementation that lz4-java has on this machine: its native code if that can be loaded
 * (about 10 GB/s; its plain Java 2.7 GB/s), else its Java.
 *
 * <p>All methods may be called from any thread.
 */
public final class XxHash {

  private static final XXHash64 HASH64 = XXHashFactory.fastestInstance().hash64();
  private static final XXHash32 HASH32 = XXHashFactory.fastestInstance().hash32();

  private XxHash() {}

  /** XXH64 of {@code length} bytes from {@code offset}. */
  public static long hash64(byte[] bytes, int offset, int length, long seed) {
    return HASH64.hash(bytes, offset, length, seed);
  }

  /** XXH32 of {@code length} bytes from {@code offset}. */
  public static int hash32(byte[] bytes, int offset, int length, int seed) {
    return HASH32.hash(bytes, offset, length, seed);
  }
}
