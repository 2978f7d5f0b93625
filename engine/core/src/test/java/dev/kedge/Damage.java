package dev.kedge;

import java.util.Arrays;
import java.util.Random;

/**
 * A way in which bytes are damaged. Which it is follows from a number, so that all of them can be
 * gone through.
 *
 * @param what in words, with the place
 * @param bytes the damaged ones
 */
@SuppressWarnings("ArrayRecordComponent") // only carried to whom reads them
record Damage(String what, byte[] bytes) {

  private static final int SECTOR = 512;

  /** How many bits can be flipped. */
  static long bits(byte[] sound) {
    return 8L * sound.length;
  }

  /** One bit is flipped. */
  static Damage flip(byte[] sound, long bit) {
    byte[] bytes = sound.clone();
    bytes[(int) (bit / 8)] ^= (byte) (1 << bit % 8);
    return new Damage("bit " + bit % 8 + " of byte " + bit / 8, bytes);
  }

  /** All from a place on is missing. */
  static Damage truncate(byte[] sound, int length) {
    return new Damage("cut to " + length, Arrays.copyOf(sound, length));
  }

  /** Something larger than a bit, of any kind. */
  static Damage any(byte[] sound, int pageSize, Random random) {
    int size = random.nextBoolean() ? SECTOR : pageSize;
    int units = Math.max(1, sound.length / size);
    int from = random.nextInt(units) * size;
    int to = random.nextInt(units) * size;
    int length = Math.min(size, sound.length - Math.max(from, to));
    byte[] bytes = sound.clone();
    return switch (random.nextInt(5)) {
      case 0 -> truncate(sound, random.nextInt(sound.length));
      case 1 -> flip(sound, (long) (random.nextDouble() * bits(sound)));
      case 2 -> {
        Arrays.fill(bytes, from, Math.min(sound.length, from + size), (byte) 0);
        yield new Damage("zeros at " + from + ", " + size, bytes);
      }
      case 3 -> {
        System.arraycopy(sound, from, bytes, to, length);
        System.arraycopy(sound, to, bytes, from, length);
        yield new Damage("swap of " + from + " and " + to + ", " + length, bytes);
      }
      default -> {
        byte[] noise = new byte[Math.min(size, sound.length - from)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, from, noise.length);
        yield new Damage("noise at " + from + ", " + noise.length, bytes);
      }
    };
  }
}
