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

  /** A range is zeros, as far as there is one. */
  static Damage zero(byte[] sound, int from, int size) {
    byte[] bytes = sound.clone();
    Arrays.fill(bytes, from, Math.min(sound.length, from + size), (byte) 0);
    return new Damage("zeros at " + from + ", " + size, bytes);
  }

  /** Two ranges have changed places. */
  static Damage swap(byte[] sound, int from, int to, int length) {
    byte[] bytes = sound.clone();
    System.arraycopy(sound, from, bytes, to, length);
    System.arraycopy(sound, to, bytes, from, length);
    return new Damage("swap of " + from + " and " + to + ", " + length, bytes);
  }

  /** Something larger than a bit, of any kind. */
  static Damage any(byte[] sound, int pageSize, Random random) {
    int size = random.nextBoolean() ? SECTOR : pageSize;
    int units = Math.max(1, sound.length / size);
    int from = random.nextInt(units) * size;
    int to = random.nextInt(units) * size;
    int length = Math.min(size, sound.length - Math.max(from, to));
    return switch (random.nextInt(5)) {
      case 0 -> truncate(sound, random.nextInt(sound.length));
      case 1 -> flip(sound, (long) (random.nextDouble() * bits(sound)));
      case 2 -> zero(sound, from, size);
      case 3 -> swap(sound, from, to, length);
      default -> noise(sound, from, Math.min(size, sound.length - from), random);
    };
  }

  private static Damage noise(byte[] sound, int from, int length, Random random) {
    byte[] bytes = sound.clone();
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    System.arraycopy(noise, 0, bytes, from, length);
    return new Damage("noise at " + from + ", " + length, bytes);
  }
}
