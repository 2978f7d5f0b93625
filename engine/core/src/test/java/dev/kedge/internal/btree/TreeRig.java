package dev.kedge.internal.btree;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.page.FreeList;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.page.PageHeader;
import dev.kedge.internal.page.ReaderSpans;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** A tree in a page file on a simulated disk, beside the map that it should equal. */
final class TreeRig implements AutoCloseable {

  private static final Path FILE = SimStorage.ROOT.resolve("tree.kv");

  final SimStorage disk = new SimStorage();
  private final FaultStorage storage = new FaultStorage(disk);
  private final List<Held> held = new ArrayList<>();
  private PageFile pages;
  private PageAllocator allocator;
  private NodeRef root;
  private NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);
  private long entries;
  private long version;
  private long lastGate;
  private long frozen = TreeEdit.NOTHING_FROZEN;
  private Runnable amid = () -> {};
  private boolean inAmid;

  /** A state that somebody still reads. */
  final class Held {
    private final NodeRef itsRoot = root;
    private final long itsVersion = version;
    private final long itsGate = Math.max(version, lastGate);
    private final NavigableMap<byte[], byte[]> itsModel = copy(model);

    void assertEqual() {
      TreeRig.this.assertEqual(itsRoot, itsModel);
    }

    void release() {
      held.remove(this);
    }
  }

  TreeRig(int pageSize) {
    PageFile.create(storage, FILE, FILE.resolveSibling("tree.tmp"), Meta.initial(pageSize, 1));
    reopen();
  }

  private static NavigableMap<byte[], byte[]> copy(NavigableMap<byte[], byte[]> map) {
    NavigableMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
    copy.putAll(map);
    return copy;
  }

  /** What the tree should hold; not to be changed. */
  NavigableMap<byte[], byte[]> model() {
    return model;
  }

  Held hold() {
    Held state = new Held();
    held.add(state);
    return state;
  }

  /** Makes one commit of what {@code work} does to the tree and its map. */
  void commit(Consumer<Edit> work) {
    Edit edit = new Edit();
    work.accept(edit);
    edit.tree.publish(++version, allocator);
    root = edit.tree.root();
    entries = edit.tree.entries();
    assertEquals(model.size(), entries);
  }

  /** A commit in the making. */
  final class Edit {
    final TreeEdit tree = new TreeEdit(pages, root, entries, version, frozen);

    void put(byte[] key, byte[] value) {
      tree.put(key, value);
      model.put(key, value);
    }

    void delete(byte[] key) {
      tree.delete(key);
      model.remove(key);
    }

    void deleteRange(byte[] from, byte[] to) {
      tree.deleteRange(from, to);
      if (to == null) {
        model.tailMap(from, true).clear();
      } else if (Arrays.compareUnsigned(from, to) < 0) {
        model.subMap(from, true, to, false).clear();
      }
    }
  }

  /** Writes the tree, while {@code work} is done each time that the file is written. */
  void checkpoint(Runnable work) {
    amid = work;
    storage.inject(
        (op, path) -> {
          if (op == Op.WRITE && !inAmid) {
            inAmid = true;
            amid.run();
            inAmid = false;
          }
        });
    try {
      checkpoint();
    } finally {
      storage.heal();
    }
  }

  /** Writes the tree. */
  void checkpoint() {
    Meta before = pages.metas().newest();
    if (before.version() == version) {
      return;
    }
    NodeRef state = root;
    long stateVersion = version;
    long stateEntries = entries;
    frozen = version;
    allocator.begin(
        pages.metas().oldestVersion(),
        ReaderSpans.of(
            held.stream().map(one -> new ReaderSpans.Span(one.itsGate, one.itsVersion)).toList()));
    TreeWriter writer = new TreeWriter(pages, allocator, stateVersion);
    long rootPage = writer.write(state);
    held.forEach(one -> writer.writeAside(one.itsRoot));
    long freeList = writer.writeFreeList();
    writer.finish();
    storage.heal();
    Meta meta =
        new Meta(
            pages.pageSize(),
            before.sequence() + 1,
            1,
            List.of(),
            stateVersion,
            0,
            0,
            rootPage,
            freeList,
            allocator.pageCount(),
            stateEntries,
            false);
    pages.writeMeta(meta);
    allocator.commit(stateVersion, version + 1);
    lastGate = version + 1;
    frozen = TreeEdit.NOTHING_FROZEN;
    pages.writeMeta(meta.next(false));
    checkPages(meta);
  }

  /** Closes the file and reads the tree from it again; all of it must have been written. */
  void reopen() {
    if (pages != null) {
      assertEquals(version, pages.metas().newest().version());
      assertTrue(held.isEmpty());
      pages.close();
    }
    pages = PageFile.open(storage, FILE, true);
    Meta meta = pages.metas().newest();
    root = NodeRef.root(meta.rootPage());
    entries = meta.entries();
    BitSet members = new BitSet();
    BitSet free = FreeList.read(pages, meta.freeListPage(), meta.pageCount(), members);
    allocator = new PageAllocator(meta.pageCount(), free, meta.version());
    members.stream().forEach(page -> allocator.free(meta.version() + 1, page, 1));
  }

  private void checkPages(Meta meta) {
    BitSet members = new BitSet();
    BitSet seen = FreeList.read(pages, meta.freeListPage(), meta.pageCount(), members);
    assertFalse(seen.intersects(members));
    seen.or(members);
    seen.set(0, 2);
    List<String> problems = new ArrayList<>();
    TreeCheck check = new TreeCheck(pages, seen, problems);
    check.walk(meta.rootPage());
    assertEquals(List.of(), problems);
    assertEquals(meta.entries(), check.entries());
    assertEquals(meta.pageCount(), seen.cardinality(), "pages neither in use nor free");
    assertEquals(meta.pageCount(), seen.length());
  }

  /** Levels of the tree as it was written last. */
  int depth() {
    long page = pages.metas().newest().rootPage();
    int depth = 0;
    while (page != 0) {
      depth++;
      boolean branch = PageHeader.kind(pages.buffer(page), pages.offset(page)) == PageHeader.BRANCH;
      page = branch ? NodePage.child(pages.buffer(page), pages.offset(page), 0) : 0;
    }
    return depth;
  }

  /** Pages of the file as it was written last. */
  long pagesInFile() {
    return pages.metas().newest().pageCount();
  }

  /** Pages in use as the file was written last, free list included. */
  long pagesInUse() {
    Meta meta = pages.metas().newest();
    BitSet free = FreeList.read(pages, meta.freeListPage(), meta.pageCount(), new BitSet());
    return meta.pageCount() - free.cardinality();
  }

  /** Fails unless the tree equals its map, in both directions. */
  void assertEqual() {
    assertEqual(root, model);
  }

  private void assertEqual(NodeRef top, NavigableMap<byte[], byte[]> expected) {
    TreeCursor cursor = new TreeCursor(pages, top);
    boolean found = cursor.first();
    for (var entry : expected.entrySet()) {
      assertTrue(found);
      assertArrayEquals(entry.getKey(), cursor.key());
      assertArrayEquals(entry.getValue(), cursor.value());
      found = cursor.next();
    }
    assertFalse(found);
    found = cursor.last();
    for (byte[] key : expected.descendingKeySet()) {
      assertTrue(found);
      assertArrayEquals(key, cursor.key());
      found = cursor.previous();
    }
    assertFalse(found);
  }

  /** Fails unless point reads and seeks of a key agree with the map. */
  void assertFinds(byte[] key) {
    assertArrayEquals(model.get(key), TreeReader.get(pages, root, key));
    assertEquals(model.containsKey(key), TreeReader.contains(pages, root, key));
    TreeCursor cursor = new TreeCursor(pages, root);
    byte[] ceiling = model.ceilingKey(key);
    assertEquals(ceiling != null, cursor.seek(key));
    if (ceiling != null) {
      assertArrayEquals(ceiling, cursor.key());
      assertEquals(0, cursor.compareKey(ceiling));
    }
    byte[] lower = model.lowerKey(key);
    assertEquals(lower != null, cursor.seekBelow(key));
    if (lower != null) {
      assertArrayEquals(lower, cursor.key());
    }
  }

  @Override
  public void close() {
    pages.close();
    assertEquals(List.of(), disk.openFiles());
  }
}
