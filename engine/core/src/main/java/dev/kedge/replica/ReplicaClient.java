package dev.kedge.replica;

import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/**
 * How a destination is reached: a store of named objects, such as a directory or a bucket. Objects
 * appear whole or not at all and are never changed, but for those of {@link #replace}. Nothing is
 * renamed or appended to. A name is made of parts of letters, digits, dots and dashes, separated by
 * slashes; names are compared as text.
 *
 * <p>Whoever implements it runs the contract test of the engine over it. All methods may be called
 * from any thread. All throw {@link dev.kedge.DestinationException} if the destination fails, and
 * none retries by itself: its caller does.
 */
public interface ReplicaClient extends AutoCloseable {

  /** Names the destination in messages, without secrets, such as {@code file:///backups/app}. */
  String url();

  /**
   * Lists objects, but no uploads that were not published.
   *
   * @param prefix what the names begin with; empty for all
   * @param after only names after this one; empty from the first
   * @param limit how many at the most, from 1 to 1000
   */
  ObjectPage list(String prefix, String after, int limit);

  /** Looks one object up. */
  Optional<ObjectInfo> find(String name);

  /**
   * Reads a part of an object.
   *
   * @param offset where to begin, from 0
   * @param length how many bytes; fewer come if the object ends before
   * @throws dev.kedge.DestinationException if it is not there, see {@link
   *     dev.kedge.DestinationException#isMissing}. The stream throws {@link java.io.IOException}s
   */
  InputStream read(String name, long offset, long length);

  /** Reads all of an object. */
  default InputStream read(String name) {
    return read(name, 0, Long.MAX_VALUE);
  }

  /** Begins a new object of any length. */
  ObjectUpload upload(String name);

  /** Writes a small object, in the place of the one of this name if there is one, atomically. */
  void replace(String name, byte[] content);

  /**
   * As {@link #replace(String, byte[])}, but only in the place of an object whose content is known:
   * who finds another one, or none, writes nothing. A store that can compare and write in one
   * request does so. With another, of two who do it at the same time both may believe that they
   * have; the next time one of them will see it.
   *
   * @param expected the content that is replaced
   * @return whether it was written
   */
  boolean replace(String name, byte[] expected, byte[] content);

  /** Deletes an object; does nothing if there is none. */
  void delete(String name);

  /**
   * Drops what uploads have left that began before an instant and were never published.
   *
   * @return how many
   */
  int sweep(Instant before);

  /** Lets connections go. A second call does nothing. */
  @Override
  void close();
}
