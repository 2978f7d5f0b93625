package dev.kedge.internal.btree;

import dev.kedge.internal.page.FreeList;
import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;

/**
 * Writes the nodes that a checkpoint finds in memory to free pages, children before their parents,
 * in the order of the pages, with a force every so often so that the disk's queue stays short for
 * the log. The tree is read and edited meanwhile; a node leaves memory as soon as its page can be
 * read.
 *
 * <p>Used by the one thread that holds the checkpoint. If it fails, {@link #abandon} must be
 * called; what has been written until then stays where it is.
 */
public final class TreeWriter {

  private static final int BUFFER_BYTES = 1 << 20;

  /**
   * How much is written between two forces: about as much as takes twice as long as a force of the
   * log, which may have to wait for one.
   */
  private static final long PACE_BYTES = 512 << 10;

  /** How far the file grows before its new part is mapped: each mapping costs a system call. */
  private static final long MAP_BYTES = 32 << 20;

  private final PageFile pages;
  private final PageAllocator allocator;
  private final int pageSize;
  private final long version;
  private final NodeWriter layout;
  private final ByteBuffer buffer;
  private final Deque<Written> pending = new ArrayDeque<>();
  private final BitSet aside = new BitSet();
  private boolean writesAside;
  private long[] freeListPages = {};
  private long takenFirst;
  private int takenCount;
  private long mapped;
  private long bufferedFrom;
  private int buffered;
  private long pagesWritten;
  private long unforced;
  private boolean forceFailed;

  /** A writer for the checkpoint of {@code version}. */
  public TreeWriter(PageFile pages, PageAllocator allocator, long version) {
    this.pages = pages;
    this.allocator = allocator;
    this.pageSize = pages.pageSize();
    this.version = version;
    this.layout = new NodeWriter(pages, version);
    this.buffer = ByteBuffer.allocate(BUFFER_BYTES);
    this.mapped = pages.mappedPages();
  }

  /**
   * Writes all nodes under a root that are only in memory.
   *
   * @return the page of the root, 0 if the tree is empty
   */
  public long write(NodeRef root) {
    if (root.node() instanceof MemLeaf leaf && leaf.count() == 0) {
      return 0;
    }
    return write(root, 0);
  }

  /**
   * Writes all nodes under the root of another version that are only in memory. For the checkpoint
   * their pages are free: nobody reaches them after a restart.
   */
  public void writeAside(NodeRef root) {
    writesAside = true;
    write(root);
    writesAside = false;
  }

  private long write(NodeRef ref, int level) {
    Node node = ref.node();
    if (ref.page() != 0 || node == null) {
      return ref.page();
    }
    if (level >= TreeEdit.MAX_DEPTH) {
      throw new AssertionError("the tree is deeper than it can be");
    }
    if (node instanceof MemBranch branch) {
      for (int i = 0; i < branch.count(); i++) {
        write(branch.child(i), level + 1);
      }
    } else {
      writeValues((MemLeaf) node);
    }
    long number = take(1, ref.born());
    int position = place(number);
    if (node instanceof MemBranch branch) {
      layout.write(branch, number, buffer, position);
    } else {
      layout.write((MemLeaf) node, number, buffer, position);
    }
    noteAssigned(ref, number);
    return number;
  }

  private void writeValues(MemLeaf leaf) {
    for (int i = 0; i < leaf.count(); i++) {
      LargeValue value = leaf.largeValue(i);
      byte[] bytes = value == null ? null : value.unwritten();
      if (value == null || bytes == null || value.page() != 0) {
        continue;
      }
      int count = value.pageCount(pageSize);
      long first = take(count, value.born());
      int room = pageSize - PageHeader.BYTES;
      for (int part = 0; part < count; part++) {
        int position = place(first + part);
        layout.writeOverflow(bytes, part * room, first + part, buffer, position);
      }
      noteAssigned(value, first);
    }
  }

  private long take(int count, long born) {
    long first = count == 1 ? allocator.allocate(born) : allocator.allocateRun(count, born);
    takenFirst = first;
    takenCount = count;
    return first;
  }

  private void noteAssigned(Written what, long page) {
    what.assign(page);
    pending.add(what);
    takenCount = 0;
    if (writesAside) {
      aside.set((int) page, (int) page + what.pageCount(pageSize));
    }
  }

  /** Makes room in the buffer for one page. */
  private int place(long number) {
    if (buffered > 0
        && (number != bufferedFrom + buffered || (buffered + 1) * pageSize > BUFFER_BYTES)) {
      flush();
    }
    if (buffered == 0) {
      bufferedFrom = number;
    }
    return buffered++ * pageSize;
  }

  private void flush() {
    if (buffered == 0) {
      return;
    }
    pages.write(bufferedFrom, buffer.array(), 0, buffered);
    pagesWritten += buffered;
    unforced += (long) buffered * pageSize;
    long end = bufferedFrom + buffered;
    buffered = 0;
    if (unforced >= PACE_BYTES) {
      force();
    }
    if ((end - mapped) * pageSize >= MAP_BYTES) {
      map(end);
    }
    release();
  }

  private void force() {
    forceFailed = true;
    pages.force();
    forceFailed = false;
    unforced = 0;
  }

  /**
   * Whether a force failed: pages may be lost whose nodes have left memory, so that the tree must
   * not be written to any more.
   */
  public boolean isForceFailed() {
    return forceFailed;
  }

  private void map(long end) {
    pages.mapTo(end);
    mapped = end;
  }

  /** Lets go from memory what can be read from the file. */
  private void release() {
    while (!pending.isEmpty()) {
      Written next = pending.peek();
      int count = next.pageCount(pageSize);
      if (next.firstPage() + count > mapped) {
        return;
      }
      pending.remove();
      long supersededAt = next.written();
      if (supersededAt != 0) {
        allocator.free(supersededAt, next.firstPage(), count);
      }
    }
  }

  /**
   * Writes the list of the pages that are free once the checkpoint is there.
   *
   * @return its first page, 0 if no page is free
   */
  public long writeFreeList() {
    FreeList.Image list = FreeList.write(allocator, pageSize, version, aside);
    freeListPages = list.numbers();
    for (int i = 0; i < freeListPages.length; i++) {
      int position = place(freeListPages[i]);
      System.arraycopy(list.pages(), i * pageSize, buffer.array(), position, pageSize);
    }
    return list.head();
  }

  /** Makes all that was written durable and readable. */
  public void finish() {
    flush();
    long end = allocator.pageCount();
    pages.extendTo(end);
    force();
    if (end > mapped) {
      map(end);
    }
    release();
    for (long page : freeListPages) {
      // The next checkpoint writes another list.
      allocator.free(version + 1, page, 1);
    }
  }

  /** Gives up what has not been written yet. */
  public void abandon() {
    for (Written what : pending) {
      long first = what.firstPage();
      what.assign(0);
      allocator.release(first, what.pageCount(pageSize));
    }
    pending.clear();
    allocator.release(takenFirst, takenCount);
    for (long page : freeListPages) {
      allocator.release(page, 1);
    }
  }

  /** Pages written so far. */
  public long pagesWritten() {
    return pagesWritten;
  }
}
