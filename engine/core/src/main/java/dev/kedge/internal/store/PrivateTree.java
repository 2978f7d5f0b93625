package dev.kedge.internal.store;

import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.btree.TreeEdit;
import dev.kedge.internal.btree.TreeWriter;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.ReaderSpans;
import java.util.BitSet;

/**
 * The tree of a database file that nobody else has yet, and that is worth nothing until it is
 * {@link #complete}: pages that it does not need any more are written again at once.
 *
 * <p>Belongs to one thread.
 */
final class PrivateTree implements AutoCloseable {

  private final PageFile pages;
  private final PageAllocator allocator;
  private NodeRef root;
  private long rootPage;
  private long entries;

  private PrivateTree(PageFile pages, PageAllocator allocator, Meta meta) {
    this.pages = pages;
    this.allocator = allocator;
    this.root = NodeRef.root(meta.rootPage());
    this.rootPage = meta.rootPage();
    this.entries = meta.entries();
  }

  /** The tree of a file that has just been created. */
  static PrivateTree empty(PageFile pages) {
    return new PrivateTree(pages, new PageAllocator(2, new BitSet(), 0), pages.metas().newest());
  }

  /** The tree that the newest meta page of a file says. */
  static PrivateTree of(PageFile pages, PageAllocator allocator) {
    return new PrivateTree(pages, allocator, pages.metas().newest());
  }

  PageFile pages() {
    return pages;
  }

  PageAllocator allocator() {
    return allocator;
  }

  /** Keys in the tree as written. */
  long entries() {
    return entries;
  }

  /** Begins changes of the tree as it is written. */
  TreeEdit edit() {
    return new TreeEdit(pages, root, entries);
  }

  /** Writes the tree as edited. */
  void write(TreeEdit edit, long version) {
    edit.publish(version, allocator);
    root = edit.root();
    entries = edit.entries();
    allocator.begin(Long.MAX_VALUE, ReaderSpans.NONE);
    TreeWriter writer = new TreeWriter(pages, allocator, version);
    rootPage = writer.write(root);
    writer.finish();
    allocator.commit(version, 0);
  }

  /** Makes it the state of a database: writes the list of free pages, and both meta pages. */
  void complete(Published state) {
    allocator.begin(Long.MAX_VALUE, ReaderSpans.NONE);
    TreeWriter writer = new TreeWriter(pages, allocator, state.version());
    long freeList = writer.writeFreeList();
    writer.finish();
    Meta meta =
        new Meta(
            pages.pageSize(),
            pages.metas().newest().sequence() + 1,
            state.generation(),
            state.ancestors(),
            state.version(),
            state.timeMicros(),
            state.history(),
            rootPage,
            freeList,
            allocator.pageCount(),
            entries,
            false);
    pages.writeMeta(meta);
    pages.writeMeta(meta.next(false));
  }

  /** Closes the file. */
  @Override
  public void close() {
    pages.close();
  }
}
