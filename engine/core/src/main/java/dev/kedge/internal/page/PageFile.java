package dev.kedge.internal.page;

import dev.kedge.CorruptionException;
import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.Storage.StorageLock;
import dev.kedge.internal.io.StorageFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The database file as numbered pages: read through maps, written by whole pages. It knows pages
 * and the two meta pages, not what a tree is.
 *
 * <p>Any thread may read. One thread at a time may write (the one that holds the checkpoint), and
 * it never writes a page that a reader could reach. The checksum of a page is checked at the first
 * read after the file was opened, and again where it may have left memory since.
 */
public final class PageFile implements AutoCloseable {

  private final StorageFile file;
  private final PageCheck content;
  private final int pageSize;
  private final int pageShift;
  private volatile ByteBuffer[] maps = {};
  private final CheckedPages checked;
  private volatile Metas metas;
  private @Nullable StorageLock lock;

  private PageFile(Storage storage, StorageFile file, Metas metas, PageCheck content) {
    this.content = content;
    this.file = file;
    this.metas = metas;
    this.pageSize = metas.newest().pageSize();
    this.pageShift = Integer.numberOfTrailingZeros(pageSize);
    this.checked = new CheckedPages(pageSize, storage::cacheBytes);
  }

  /**
   * The two meta pages as they stand in the file.
   *
   * @param newest the one that counts
   * @param older the other one, or nothing if it is damaged
   */
  public record Metas(Meta newest, Optional<Meta> older) {
    /** The oldest version whose pages must stay. */
    public long oldestVersion() {
      return older.map(Meta::version).orElse(newest.version());
    }
  }

  /**
   * Writes a new, empty database file under {@code path}, whole or not at all.
   *
   * @throws dev.kedge.TargetExistsException if the name is taken
   */
  public static void create(Storage storage, Path path, Path temporary, Meta meta) {
    storage.delete(temporary);
    try (StorageFile file = storage.open(temporary, OpenMode.CREATE)) {
      byte[] pages = new byte[2 * meta.pageSize()];
      meta.encode(pages, meta.slot() * meta.pageSize());
      Meta second = meta.next(meta.logRequired());
      second.encode(pages, second.slot() * meta.pageSize());
      file.write(0, pages, 0, pages.length);
      file.force();
    } catch (Throwable e) {
      storage.delete(temporary);
      throw e;
    }
    storage.publish(temporary, path);
  }

  /**
   * Opens a database file and reads its meta pages.
   *
   * @throws CorruptionException if neither meta page is intact, or the file is shorter than they
   *     say
   */
  public static PageFile open(Storage storage, Path path, boolean writable) {
    return open(storage, path, writable, PageCheck.NONE);
  }

  /**
   * As above.
   *
   * @param content looks at each page that is read for the first time
   */
  public static PageFile open(Storage storage, Path path, boolean writable, PageCheck content) {
    StorageFile file = storage.open(path, writable ? OpenMode.WRITE : OpenMode.READ);
    try {
      if (writable) {
        // A process that was killed may have left the newest meta page unforced. Were the other one
        // written then, a power cut could tear both.
        file.force();
      }
      PageFile pages = new PageFile(storage, file, readMetas(file), content);
      Meta newest = pages.metas.newest();
      long expected = newest.pageCount() << pages.pageShift;
      if (newest.pageCount() < 2 || file.size() < expected) {
        throw new CorruptionException(
            path,
            file.size(),
            "the file has " + file.size() + " bytes where its meta page says " + expected);
      }
      if (writable && file.size() > expected) {
        pages.cutTo(expected);
      }
      pages.mapTo(newest.pageCount());
      return pages;
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  /** Cuts what is behind the last page, once no meta page needs it. Nothing may be mapped yet. */
  private void cutTo(long bytes) {
    Meta newest = metas.newest();
    if (metas.older().map(Meta::pageCount).orElse(0L) > newest.pageCount()) {
      writeMeta(newest.next(newest.logRequired()));
    }
    file.truncate(bytes);
  }

  /**
   * Lets the pages go that are free at the end of a file: the meta pages don't count them any more,
   * and the next {@link #open} cuts them. The free list may go on naming them.
   */
  public static void giveUpFreeTail(Storage storage, Path path) {
    try (PageFile pages = open(storage, path, true)) {
      Meta newest = pages.metas.newest();
      int last = (int) newest.pageCount() - 1;
      BitSet free = FreeList.read(pages, newest.freeListPage(), newest.pageCount(), new BitSet());
      if (free.get(last)) {
        Meta shorter = newest.withPageCount(free.previousClearBit(last) + 1L);
        pages.writeMeta(shorter.next(newest.logRequired()));
        pages.writeMeta(pages.metas.newest().next(newest.logRequired()));
      }
    }
  }

  /** Takes a lock on the file over, which is held as long as it is open. */
  public void hold(StorageLock taken) {
    lock = taken;
  }

  private static Metas readMetas(StorageFile file) {
    byte[] bytes = new byte[Meta.BYTES];
    Optional<Meta> first = readMeta(file, 0, bytes);
    Optional<Meta> second = Optional.empty();
    for (int size = Meta.MIN_PAGE_SIZE; size <= Meta.MAX_PAGE_SIZE; size <<= 1) {
      if (first.isEmpty() || first.get().pageSize() == size) {
        int tried = size;
        second = readMeta(file, size, bytes).filter(meta -> meta.pageSize() == tried);
      }
      if (second.isPresent()) {
        break;
      }
    }
    if (first.isEmpty() && second.isEmpty()) {
      refuseLaterFormat(file, bytes);
      throw new CorruptionException(
          file.path(), 0, "neither meta page is intact: not a Kedge database, or damaged");
    }
    if (first.isEmpty() || second.isEmpty()) {
      return new Metas(first.orElseGet(second::orElseThrow), Optional.empty());
    }
    return first.get().sequence() > second.get().sequence()
        ? new Metas(first.get(), second)
        : new Metas(second.get(), first);
  }

  /** A later format may have its checksum elsewhere, and is not to be taken for damage. */
  private static void refuseLaterFormat(StorageFile file, byte[] bytes) {
    int count = file.read(0, bytes, 0, bytes.length);
    if (count == bytes.length && FileFormat.DATABASE.matches(bytes, 0)) {
      FileFormat.DATABASE.check(bytes, 0, file.path().toString());
    }
  }

  private static Optional<Meta> readMeta(StorageFile file, long position, byte[] bytes) {
    return file.read(position, bytes, 0, bytes.length) == bytes.length
        ? Meta.decode(bytes, 0, file.path().toString())
        : Optional.empty();
  }

  /**
   * Reads both meta pages again. Nobody may write one meanwhile.
   *
   * @return the offsets of those that are damaged
   */
  public List<Long> damagedMetas() {
    byte[] bytes = new byte[Meta.BYTES];
    return Stream.of(0L, (long) pageSize)
        .filter(position -> readMeta(file, position, bytes).isEmpty())
        .toList();
  }

  /** The file's name. */
  public Path path() {
    return file.path();
  }

  /** Bytes of a page. */
  public int pageSize() {
    return pageSize;
  }

  /** Bytes of the file. */
  public long size() {
    return file.size();
  }

  /** The meta pages as last read or written. */
  public Metas metas() {
    return metas;
  }

  /**
   * A buffer in which the page begins at {@link #offset}. It stays valid as long as it is
   * reachable, and its content as long as the page is not given up.
   *
   * @throws CorruptionException if the page is damaged or lies outside the file
   */
  public ByteBuffer buffer(long page) {
    int chunk = (int) (page << pageShift >>> CHUNK_SHIFT);
    ByteBuffer[] current = maps;
    if (page < 2
        || page > Integer.MAX_VALUE
        || chunk >= current.length
        || offset(page) >= current[chunk].limit()) {
      throw new CorruptionException(path(), page << pageShift, "no such page: " + page);
    }
    ByteBuffer buffer = current[chunk];
    if (!checked.contains(page)) {
      verify(page);
      checked.add(page);
    }
    return buffer;
  }

  private static final int CHUNK_SHIFT = Integer.numberOfTrailingZeros(StorageFile.MAP_CHUNK);

  /** Where a page begins in its {@link #buffer}. */
  public int offset(long page) {
    return (int) (page << pageShift) & (StorageFile.MAP_CHUNK - 1);
  }

  /** The error for a page whose content makes no sense. */
  public CorruptionException damaged(long page, String what) {
    return new CorruptionException(path(), page << pageShift, what);
  }

  /** Reads raw pages, unjudged. */
  public void read(long firstPage, int pages, byte[] target, int offset) {
    int length = pages << pageShift;
    int count = file.read(firstPage << pageShift, target, offset, length);
    if (count < length) {
      throw damaged(firstPage + (count >> pageShift), "the file ends before its last page");
    }
  }

  /**
   * Checks a page as it stands in the file. It is read, not taken from the map: a disk that can't
   * deliver it then gives an error here and now, where a map would let the JVM throw or crash
   * later.
   *
   * @throws CorruptionException if it is damaged
   * @throws dev.kedge.StorageException if it can't be read
   */
  public void verify(long page) {
    byte[] copy = new byte[pageSize];
    read(page, 1, copy, 0);
    ByteBuffer wrapped = ByteBuffer.wrap(copy);
    check(wrapped, 0, page);
    String problem = content.problem(wrapped, 0, pageSize);
    if (problem != null) {
      throw damaged(page, problem);
    }
  }

  /**
   * Checks a page that was read into memory.
   *
   * @param copy wraps an array
   * @throws CorruptionException if it is damaged
   */
  public void check(ByteBuffer copy, int offset, long page) {
    if (!PageHeader.isIntact(copy, offset, pageSize, page)) {
      throw damaged(page, "checksum mismatch in page " + page);
    }
  }

  /**
   * Writes sealed pages. They must be free, and become readable with {@link #mapTo}. As the system
   * shows them as they were written, they are not checked before they come from the device.
   */
  public void write(long firstPage, byte[] source, int offset, int pages) {
    file.write(firstPage << pageShift, source, offset, pages << pageShift);
    for (long page = firstPage; page < firstPage + pages; page++) {
      checked.add(page);
    }
  }

  /** Makes written pages durable. */
  public void force() {
    file.force();
  }

  /** How many pages are readable. */
  public long mappedPages() {
    ByteBuffer[] current = maps;
    int last = current.length - 1;
    return last < 0 ? 0 : (((long) last << CHUNK_SHIFT) + current[last].limit()) >>> pageShift;
  }

  /** Makes the file at least as long as {@code pageCount} pages. */
  public void extendTo(long pageCount) {
    if (file.size() < pageCount << pageShift) {
      file.write((pageCount - 1) << pageShift, new byte[pageSize], 0, pageSize);
    }
  }

  /** Makes pages up to {@code pageCount} readable. */
  public void mapTo(long pageCount) {
    long size = pageCount << pageShift;
    int chunks = (int) ((size + StorageFile.MAP_CHUNK - 1) >>> CHUNK_SHIFT);
    ByteBuffer[] current = maps;
    ByteBuffer[] extended = new ByteBuffer[Math.max(chunks, current.length)];
    System.arraycopy(current, 0, extended, 0, current.length);
    for (int i = 0; i < chunks; i++) {
      long position = (long) i << CHUNK_SHIFT;
      int length = (int) Math.min(StorageFile.MAP_CHUNK, size - position);
      @Nullable ByteBuffer old = i < current.length ? current[i] : null;
      if (old == null || old.limit() < length) {
        extended[i] = file.map(position, length);
      }
    }
    checked.extendTo(pageCount);
    maps = extended;
  }

  /** Writes a meta page to its slot and forces it. Its sequence must follow the newest one's. */
  public void writeMeta(Meta meta) {
    byte[] page = new byte[pageSize];
    meta.encode(page, 0);
    file.write((long) meta.slot() << pageShift, page, 0, pageSize);
    file.force();
    metas = new Metas(meta, Optional.of(metas.newest()));
  }

  @Override
  public void close() {
    StorageLock held = lock;
    try {
      file.close();
    } finally {
      if (held != null) {
        held.close();
      }
    }
  }
}
