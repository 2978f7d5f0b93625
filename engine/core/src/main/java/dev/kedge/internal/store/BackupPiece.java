package dev.kedge.internal.store;

import dev.kedge.internal.io.XxHash;
import java.nio.ByteBuffer;

/**
 * One piece of a backup in an array that is used for many, one after the other: a head of 12 bytes
 * (u32 length | u64 XXH64 of the bytes with the piece's index as seed) and the bytes of the image.
 *
 * <p>Belongs to one thread at a time.
 */
final class BackupPiece {

  /** The length of the head. */
  static final int HEAD_BYTES = 12;

  private final byte[] array;
  private final int start;
  private long index;
  private int length;

  /**
   * Room for a piece.
   *
   * @param arrayBytes length of the array, at least {@code start}, the head and the longest piece
   * @param start where in the array the head begins
   */
  BackupPiece(int arrayBytes, int start) {
    this.array = new byte[arrayBytes];
    this.start = start;
  }

  /** Says which piece is to be held. */
  void become(long newIndex, int newLength) {
    index = newIndex;
    length = newLength;
  }

  /** The array that holds it. */
  byte[] array() {
    return array;
  }

  /** Where in the array the head begins. */
  int start() {
    return start;
  }

  /** Where in the array the image's bytes begin. */
  int imageStart() {
    return start + HEAD_BYTES;
  }

  /** The piece's number, from 0. */
  long index() {
    return index;
  }

  /** Bytes of image in it. */
  int length() {
    return length;
  }

  /** Bytes of the whole piece, the head included. */
  int totalLength() {
    return HEAD_BYTES + length;
  }

  /** Writes the head for the bytes that are there. */
  void seal() {
    head().putInt(length).putLong(computeHash());
  }

  /** The length that the head says. */
  int statedLength() {
    return head().getInt();
  }

  /** The hash that the head says. */
  long statedHash() {
    return head().getLong(start + Integer.BYTES);
  }

  /** Whether the head belongs to the bytes and the place in the backup. */
  boolean isIntact() {
    return statedLength() == length && statedHash() == computeHash();
  }

  private ByteBuffer head() {
    return ByteBuffer.wrap(array).position(start);
  }

  private long computeHash() {
    return XxHash.hash64(array, imageStart(), length, index);
  }
}
