package dev.kedge.internal.page;

import dev.kedge.Ancestor;
import dev.kedge.FormatVersionException;
import dev.kedge.internal.io.FileFormat;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What a meta page says: the state of the database at one checkpoint. Two of them, pages 0 and 1,
 * are written in turn, so that one is whole whatever happens; the one with the higher sequence
 * counts. The layout is in {@code engine/README.md}.
 *
 * @param pageSize bytes of a page, a power of two from 4096 to 65536
 * @param sequence counts the writes of meta pages; its lowest bit is the number of the page
 * @param generation the unbroken history this state belongs to
 * @param ancestors the generations before it, oldest first, each with the version it was left at
 * @param version the last version in this state
 * @param timeMicros the commit time of that version, microseconds since 1970
 * @param history the history checksum after that version
 * @param rootPage the page of the tree's root, 0 if the tree is empty
 * @param freeListPage the first page of the free list, 0 if no page is free
 * @param pageCount pages of the file, the meta pages included
 * @param entries keys in the tree
 * @param logRequired whether commits after this state may have been acknowledged, so that the log
 *     must be there
 */
public record Meta(
    int pageSize,
    long sequence,
    long generation,
    List<Ancestor> ancestors,
    long version,
    long timeMicros,
    long history,
    long rootPage,
    long freeListPage,
    long pageCount,
    long entries,
    boolean logRequired) {

  /** The bytes of a meta page that count; the rest of the page is zero. */
  public static final int BYTES = 4096;

  /** The smallest page size. */
  public static final int MIN_PAGE_SIZE = 4096;

  /** The largest page size. */
  public static final int MAX_PAGE_SIZE = 65536;

  /** How many ancestors are kept; older ones are forgotten. */
  public static final int MAX_ANCESTORS = 64;

  private static final int CHECKSUM = BYTES - 4;
  private static final int LOG_REQUIRED = 1;

  /** Copies the list, keeping the newest {@link #MAX_ANCESTORS}. */
  public Meta {
    int surplus = Math.max(0, ancestors.size() - MAX_ANCESTORS);
    ancestors = List.copyOf(ancestors.subList(surplus, ancestors.size()));
  }

  /** The first state of a database: no key, two pages. */
  public static Meta initial(int pageSize, long generation) {
    return new Meta(pageSize, 0, generation, List.of(), 0, 0, 0, 0, 0, 2, 0, false);
  }

  /** The same state to be written next, with another opinion about the log. */
  public Meta next(boolean required) {
    return new Meta(
        pageSize,
        sequence + 1,
        generation,
        ancestors,
        version,
        timeMicros,
        history,
        rootPage,
        freeListPage,
        pageCount,
        entries,
        required);
  }

  /** The same state, with another opinion about the log. */
  public Meta withLogRequired(boolean required) {
    return new Meta(
        pageSize,
        sequence,
        generation,
        ancestors,
        version,
        timeMicros,
        history,
        rootPage,
        freeListPage,
        pageCount,
        entries,
        required);
  }

  /** The same state as if it had been written once before. */
  public Meta previous() {
    return withSequence(sequence - 1);
  }

  /** The same state in a file of fewer pages. */
  public Meta withPageCount(long pages) {
    return new Meta(
        pageSize,
        sequence,
        generation,
        ancestors,
        version,
        timeMicros,
        history,
        rootPage,
        freeListPage,
        pages,
        entries,
        logRequired);
  }

  /** The same state as the beginning of another generation. */
  public Meta inGeneration(long child, List<Ancestor> lineage) {
    return new Meta(
        pageSize,
        sequence,
        child,
        lineage,
        version,
        timeMicros,
        history,
        rootPage,
        freeListPage,
        pageCount,
        entries,
        logRequired);
  }

  /** Whether the other says the same, whatever their sequences. */
  public boolean sameState(Meta other) {
    return next(logRequired).equals(other.next(other.logRequired).withSequence(sequence + 1));
  }

  private Meta withSequence(long newSequence) {
    return new Meta(
        pageSize,
        newSequence,
        generation,
        ancestors,
        version,
        timeMicros,
        history,
        rootPage,
        freeListPage,
        pageCount,
        entries,
        logRequired);
  }

  /** Which of the two meta pages this one is written to. */
  public int slot() {
    return (int) (sequence & 1);
  }

  /** Writes it into the first {@link #BYTES} bytes from {@code offset}. */
  public void encode(byte[] target, int offset) {
    ByteBuffer out = ByteBuffer.wrap(target, offset, BYTES).slice();
    FileFormat.DATABASE.write(target, offset, 0);
    out.position(16);
    out.putInt(pageSize).putInt(logRequired ? LOG_REQUIRED : 0);
    out.putLong(sequence).putLong(generation);
    out.putLong(version).putLong(timeMicros).putLong(history);
    out.putLong(rootPage).putLong(freeListPage).putLong(pageCount).putLong(entries);
    out.position(out.position() + CIPHER_DESCRIPTOR_BYTES);
    out.putShort((short) ancestors.size());
    for (Ancestor ancestor : ancestors) {
      out.putLong(ancestor.generation()).putLong(ancestor.version());
    }
    out.putInt(CHECKSUM, checksum(out));
  }

  private static final int CIPHER_DESCRIPTOR_BYTES = 64;

  /**
   * Reads one.
   *
   * @param source holds at least {@link #BYTES} bytes from {@code offset}
   * @return nothing if these bytes are no intact meta page
   * @throws dev.kedge.FormatVersionException if a later Kedge wrote it
   */
  public static Optional<Meta> decode(byte[] source, int offset, String name) {
    if (!FileFormat.DATABASE.matches(source, offset)) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(source, offset, BYTES).slice();
    if (in.getInt(CHECKSUM) != checksum(in)) {
      return Optional.empty();
    }
    FileFormat.DATABASE.check(source, offset, name);
    in.position(16);
    int pageSize = in.getInt();
    int flags = in.getInt();
    boolean logRequired = (flags & LOG_REQUIRED) != 0;
    long sequence = in.getLong();
    long generation = in.getLong();
    long[] state = new long[7];
    for (int i = 0; i < state.length; i++) {
      state[i] = in.getLong();
    }
    if ((flags & ~LOG_REQUIRED) != 0 || in.getShort(in.position()) != 0) {
      throw new FormatVersionException(
          name + ", with features of a later version", FileFormat.VERSION + 1, FileFormat.VERSION);
    }
    in.position(in.position() + CIPHER_DESCRIPTOR_BYTES);
    int count = in.getShort();
    if (!isPageSize(pageSize) || count < 0 || count > MAX_ANCESTORS) {
      return Optional.empty();
    }
    List<Ancestor> ancestors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long ancestor = in.getLong();
      long leftAt = in.getLong();
      if (leftAt < 0) {
        return Optional.empty();
      }
      ancestors.add(new Ancestor(ancestor, leftAt));
    }
    Meta meta =
        new Meta(
            pageSize,
            sequence,
            generation,
            ancestors,
            state[0],
            state[1],
            state[2],
            state[3],
            state[4],
            state[5],
            state[6],
            logRequired);
    return meta.isPossible() ? Optional.of(meta) : Optional.empty();
  }

  private boolean isPossible() {
    return version >= 0 && entries >= 0 && pageCount >= 2 && pageCount <= Integer.MAX_VALUE;
  }

  /** Whether it is a size that pages can have. */
  public static boolean isPageSize(int size) {
    return size >= MIN_PAGE_SIZE && size <= MAX_PAGE_SIZE && Integer.bitCount(size) == 1;
  }

  private static int checksum(ByteBuffer meta) {
    CRC32C crc = new CRC32C();
    crc.update(meta.slice(0, CHECKSUM));
    return (int) crc.getValue();
  }
}
