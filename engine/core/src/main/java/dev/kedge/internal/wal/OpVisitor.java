package dev.kedge.internal.wal;

/**
 * Receives the operations of a record where they stand, without a copy. The ranges of the buffer
 * are valid during the call only.
 */
public interface OpVisitor {

  /** A key gets a value. */
  void put(byte[] buffer, int keyOffset, int keyLength, int valueOffset, int valueLength);

  /** A key is removed. */
  void delete(byte[] buffer, int keyOffset, int keyLength);

  /**
   * A range of keys is removed.
   *
   * @param startLength 0 for a range from the first key on
   * @param endOffset where the exclusive end stands, or -1 for a range through the last key
   */
  void deleteRange(byte[] buffer, int startOffset, int startLength, int endOffset, int endLength);
}
