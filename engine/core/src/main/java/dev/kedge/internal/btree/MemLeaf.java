package dev.kedge.internal.btree;

import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A leaf in memory: the leaf page it came from, which stays as it is, and the entries changed since
 * then. So a leaf with one changed entry takes a few hundred bytes of heap whatever its page holds.
 * Only if it is changed again while a checkpoint writes it does it get a copy of the page.
 *
 * <p>{@code order} has the entries in the order of their keys: a number from 0 on is an entry of
 * the base page, a negative one is {@code ~index} into the own entries.
 */
final class MemLeaf extends Node {

  private static final int SPARE = 4;

  private final @Nullable ByteBuffer base;
  private final int baseOffset;
  private final boolean detached;
  private short[] order;
  private int count;
  private byte[][] ownKeys;
  private Object[] ownValues;
  private int ownCount;
  private int bytes = NodePage.HEADS;

  /** An empty leaf. */
  MemLeaf(EditId owner) {
    this(owner, null, 0, true, 0, SPARE);
  }

  private MemLeaf(
      EditId owner,
      @Nullable ByteBuffer base,
      int baseOffset,
      boolean detached,
      int entries,
      int own) {
    super(owner);
    this.base = base;
    this.baseOffset = baseOffset;
    this.detached = detached;
    this.order = new short[entries + SPARE];
    this.ownKeys = new byte[own][];
    this.ownValues = new Object[own];
  }

  /** A leaf that has all entries of a page. */
  static MemLeaf of(EditId owner, ByteBuffer page, int offset) {
    int count = NodePage.count(page, offset);
    MemLeaf leaf = new MemLeaf(owner, page, offset, false, count, SPARE);
    for (int i = 0; i < count; i++) {
      leaf.order[i] = (short) i;
    }
    leaf.count = count;
    // Measured as a whole: each entry would have to be fetched into the processor's cache.
    leaf.bytes +=
        LeafPage.entriesBytes(page, offset)
            + count * (NodePage.SLOT + NodePage.prefixLength(page, offset) + 1);
    return leaf;
  }

  @Override
  MemLeaf copy(EditId newOwner) {
    return copy(newOwner, base, baseOffset, detached);
  }

  @Override
  boolean isDetached() {
    return detached;
  }

  @Override
  MemLeaf detachedCopy(EditId newOwner, int pageSize) {
    byte[] content = new byte[pageSize];
    page().get(baseOffset, content);
    return copy(newOwner, ByteBuffer.wrap(content), 0, true);
  }

  private MemLeaf copy(
      EditId newOwner, @Nullable ByteBuffer itsBase, int itsOffset, boolean itsDetached) {
    MemLeaf copy = new MemLeaf(newOwner, itsBase, itsOffset, itsDetached, count, ownCount + SPARE);
    System.arraycopy(order, 0, copy.order, 0, count);
    System.arraycopy(ownKeys, 0, copy.ownKeys, 0, ownCount);
    System.arraycopy(ownValues, 0, copy.ownValues, 0, ownCount);
    copy.count = count;
    copy.ownCount = ownCount;
    copy.bytes = bytes;
    return copy;
  }

  int count() {
    return count;
  }

  @Override
  int bytes() {
    return bytes;
  }

  @Override
  int pageBytes() {
    return count < 2 ? bytes : bytes - (count - 1) * commonPrefix();
  }

  /**
   * The bytes of its page as it will be written, never more than {@link #pageBytes}: that counts
   * two bytes for the length of each key, and three where the base page has two already.
   */
  int exactPageBytes() {
    int prefix = commonPrefix();
    int sum = NodePage.HEADS + prefix;
    for (int i = 0; i < count; i++) {
      int length = keyLength(i);
      sum += entryBytes(i) - length - 2 + Varint.size(length - prefix) + length - prefix;
    }
    return sum;
  }

  private int keyLength(int index) {
    int entry = order[index];
    return entry < 0 ? ownKeys[~entry].length : NodePage.keyLength(page(), baseOffset, entry);
  }

  /** The length of the prefix that all keys have. */
  int commonPrefix() {
    if (count < 2) {
      return 0;
    }
    byte[] first = key(0);
    byte[] last = key(count - 1);
    int mismatch = Arrays.mismatch(first, last);
    return mismatch < 0 ? first.length : mismatch;
  }

  /** The index of a key, or {@code -(i + 1)} where {@code i} is where it would stand. */
  int search(byte[] key) {
    ByteBuffer page = base;
    int prefixOrder = 0;
    int head = 0;
    if (page != null) {
      prefixOrder = NodePage.comparePrefix(page, baseOffset, key);
      head = NodePage.head(key, NodePage.prefixLength(page, baseOffset));
    }
    int low = 0;
    int high = count - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = compareKey(order[middle], key, prefixOrder, head);
      if (found == 0) {
        return middle;
      }
      if (found < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -(low + 1);
  }

  private int compareKey(int entry, byte[] key, int prefixOrder, int head) {
    if (entry < 0) {
      return Arrays.compareUnsigned(ownKeys[~entry], key);
    }
    return prefixOrder != 0
        ? prefixOrder
        : NodePage.compareBehindPrefix(page(), baseOffset, entry, key, head);
  }

  private ByteBuffer page() {
    ByteBuffer page = base;
    if (page == null) {
      throw new AssertionError("an entry of a base page, and no base page");
    }
    return page;
  }

  /** The key of an entry: to be read only. */
  byte[] key(int index) {
    int entry = order[index];
    return entry < 0 ? ownKeys[~entry] : NodePage.key(page(), baseOffset, entry);
  }

  /** A copy of the value of an entry. */
  byte[] value(PageFile pages, int index) {
    int entry = order[index];
    if (entry >= 0) {
      return LeafPage.value(pages, page(), baseOffset, entry);
    }
    Object value = ownValues[~entry];
    return value instanceof LargeValue large ? large.read(pages) : ((byte[]) value).clone();
  }

  /** The value of an entry if it is one that this leaf holds as large, and knows as an object. */
  @Nullable LargeValue largeValue(int index) {
    int entry = order[index];
    return entry < 0 && ownValues[~entry] instanceof LargeValue large ? large : null;
  }

  /** The first overflow page of an entry of the base page; 0 for every other entry. */
  long baseOverflowPage(int index) {
    int entry = order[index];
    return entry < 0 ? 0 : LeafPage.overflowPage(page(), baseOffset, entry);
  }

  int valueLength(int index) {
    int entry = order[index];
    if (entry >= 0) {
      return LeafPage.valueLength(page(), baseOffset, entry);
    }
    Object value = ownValues[~entry];
    return value instanceof LargeValue large ? large.length() : ((byte[]) value).length;
  }

  /** Copies a value that stands in the leaf itself. */
  void copyInlineValue(int index, ByteBuffer target, int position) {
    int entry = order[index];
    if (entry >= 0) {
      int at = LeafPage.inlineValue(page(), baseOffset, entry);
      int length = LeafPage.valueLength(page(), baseOffset, entry);
      page().get(at, target.array(), target.arrayOffset() + position, length);
    } else {
      target.put(position, (byte[]) ownValues[~entry]);
    }
  }

  /**
   * How many entries from an index on follow each other in the base page too, written with a prefix
   * of the same length: they can be copied as they stand there.
   */
  int baseRun(int index, int prefix) {
    int first = order[index];
    if (first < 0 || NodePage.prefixLength(page(), baseOffset) != prefix) {
      return 0;
    }
    int run = 1;
    while (index + run < count && order[index + run] == first + run) {
      run++;
    }
    return run;
  }

  /** Copies a {@link #baseRun} to the same indexes of a page; see {@link LeafPage#copyEntries}. */
  int copyBaseRun(int index, int run, ByteBuffer target, int offset, int at) {
    return LeafPage.copyEntries(
        page(), baseOffset, order[index], run, target, offset, count, index, at);
  }

  /** Puts a new entry at its place. The value is a {@code byte[]} or a {@link LargeValue}. */
  void insert(int index, byte[] key, Object value) {
    if (count == order.length) {
      order = Arrays.copyOf(order, count + (count >> 1) + SPARE);
    }
    System.arraycopy(order, index, order, index + 1, count - index);
    order[index] = addOwn(key, value);
    count++;
    bytes += entryBytes(key.length, value);
  }

  /** Whether the entry inserted last, at an index, stands right behind the one inserted before. */
  boolean ascends(int index) {
    return index > 0 && ownCount > 1 && order[index - 1] == ~(ownCount - 2);
  }

  /** Whether the entry inserted last, at an index, stands right before the one inserted before. */
  boolean descends(int index) {
    return index >= 0 && index + 1 < count && ownCount > 1 && order[index + 1] == ~(ownCount - 2);
  }

  /** Gives an entry another value. */
  void replace(int index, byte[] key, Object value) {
    bytes += entryBytes(key.length, value) - entryBytes(index);
    int entry = order[index];
    if (entry < 0) {
      ownValues[~entry] = value;
    } else {
      order[index] = addOwn(key, value);
    }
  }

  /** Takes the entries from {@code from} to before {@code to} out. */
  void remove(int from, int to) {
    for (int i = from; i < to; i++) {
      bytes -= entryBytes(i);
    }
    System.arraycopy(order, to, order, from, count - to);
    count -= to - from;
    dropUnusedOwn();
  }

  /** Own entries that no longer stand in the order would keep their bytes in memory. */
  private void dropUnusedOwn() {
    byte[][] keys = new byte[ownCount + SPARE][];
    Object[] values = new Object[ownCount + SPARE];
    int used = 0;
    for (int i = 0; i < count; i++) {
      if (order[i] < 0) {
        keys[used] = ownKeys[~order[i]];
        values[used] = ownValues[~order[i]];
        order[i] = (short) ~used++;
      }
    }
    ownKeys = keys;
    ownValues = values;
    ownCount = used;
  }

  private short addOwn(byte[] key, Object value) {
    if (ownCount == ownKeys.length) {
      int room = ownCount + (ownCount >> 1) + SPARE;
      ownKeys = Arrays.copyOf(ownKeys, room);
      ownValues = Arrays.copyOf(ownValues, room);
    }
    ownKeys[ownCount] = key;
    ownValues[ownCount] = value;
    return (short) ~ownCount++;
  }

  /** A leaf with the entries from {@code from} to before {@code to}. */
  MemLeaf part(EditId newOwner, int from, int to) {
    MemLeaf part = new MemLeaf(newOwner, base, baseOffset, detached, to - from, ownCount + SPARE);
    System.arraycopy(order, from, part.order, 0, to - from);
    System.arraycopy(ownKeys, 0, part.ownKeys, 0, ownCount);
    System.arraycopy(ownValues, 0, part.ownValues, 0, ownCount);
    part.ownCount = ownCount;
    part.count = to - from;
    for (int i = 0; i < part.count; i++) {
      part.bytes += part.entryBytes(i);
    }
    part.dropUnusedOwn();
    return part;
  }

  /** Adds copies of all entries of a leaf whose keys are higher. */
  void append(MemLeaf right) {
    for (int i = 0; i < right.count; i++) {
      insert(count, right.key(i), right.storedValue(i));
    }
  }

  /**
   * Moves the last entries before the first ones of a leaf whose keys are higher, as long as this
   * one keeps about so many bytes.
   *
   * @return about how many bytes of heap that takes
   */
  long moveTail(int keep, MemLeaf right) {
    int from = count;
    int left = bytes;
    while (from > 1 && left > keep) {
      left -= entryBytes(--from);
    }
    long heap = 0;
    for (int i = count - 1; i >= from; i--) {
      heap += 64 + entryBytes(i);
      right.insert(0, key(i), storedValue(i));
    }
    remove(from, count);
    return heap;
  }

  /** Moves the first entries behind the last ones of a leaf whose keys are lower, likewise. */
  long moveHead(int keep, MemLeaf left) {
    int to = 0;
    int rest = bytes;
    while (to < count - 1 && rest > keep) {
      rest -= entryBytes(to++);
    }
    long heap = 0;
    for (int i = 0; i < to; i++) {
      heap += 64 + entryBytes(i);
      left.insert(left.count, key(i), storedValue(i));
    }
    remove(0, to);
    return heap;
  }

  private Object storedValue(int index) {
    int entry = order[index];
    if (entry < 0) {
      return ownValues[~entry];
    }
    int length = LeafPage.valueLength(page(), baseOffset, entry);
    long overflow = LeafPage.overflowPage(page(), baseOffset, entry);
    if (overflow != 0) {
      return new LargeValue(overflow, length);
    }
    byte[] value = new byte[length];
    page().get(LeafPage.inlineValue(page(), baseOffset, entry), value);
    return value;
  }

  /** Where to divide the leaf so that both parts take about as much. */
  int middle() {
    int half = (bytes - NodePage.HEADS) / 2;
    int sum = 0;
    for (int i = 0; i < count - 1; i++) {
      sum += entryBytes(i);
      if (sum >= half) {
        return i + 1;
      }
    }
    return count - 1;
  }

  /** The bytes an entry takes, its key unshortened. */
  int entryBytes(int index) {
    int entry = order[index];
    return entry >= 0 ? baseBytes(entry) : entryBytes(ownKeys[~entry].length, ownValues[~entry]);
  }

  private int baseBytes(int entry) {
    int key = NodePage.keyLength(page(), baseOffset, entry);
    int value = LeafPage.valueLength(page(), baseOffset, entry);
    return LeafPage.overflowPage(page(), baseOffset, entry) != 0
        ? largeEntryBytes(key, value)
        : inlineEntryBytes(key, value);
  }

  private static int entryBytes(int keyLength, Object value) {
    return value instanceof LargeValue large
        ? largeEntryBytes(keyLength, large.length())
        : inlineEntryBytes(keyLength, ((byte[]) value).length);
  }

  /** The bytes of an entry whose value is in the leaf. The key's length may take two bytes. */
  static int inlineEntryBytes(int keyLength, int valueLength) {
    return NodePage.SLOT + 2 + keyLength + Varint.size(2L * valueLength) + valueLength;
  }

  private static int largeEntryBytes(int keyLength, int valueLength) {
    return NodePage.SLOT + 2 + keyLength + Varint.size(2L * valueLength) + Long.BYTES;
  }
}
