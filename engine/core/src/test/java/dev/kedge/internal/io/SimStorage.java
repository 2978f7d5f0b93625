package dev.kedge.internal.io;

import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file system in memory that knows what is durable: {@link #crash} gives the disk as a power cut
 * would leave it, {@link #kill} as the end of the process would. Both leave this one as it is, so
 * that one run can be cut at many places, and what still runs on this one does not disturb them.
 *
 * <p>Relative paths are looked up in {@link #ROOT}. All methods may be called from any thread.
 */
public final class SimStorage implements Storage {

  /** A directory that exists, durably. */
  public static final Path ROOT = Path.of("/sim").toAbsolutePath();

  private static final LockHolder HOLDER = new LockHolder(1, "sim", "1970-01-01T00:00:00Z");

  private final SimDirectory top;
  private final Set<SimFile> handles = new LinkedHashSet<>();
  private final SortedMap<Path, StorageLock> locks = new TreeMap<>();
  private final IdentityHashMap<SimInode, List<ContentLock>> contentLocks = new IdentityHashMap<>();
  private long capacity = Long.MAX_VALUE;

  /** An empty one, with {@link #ROOT}. */
  public SimStorage() {
    this(new SimDirectory());
    SimDirectory directory = top;
    for (Path name : ROOT) {
      SimDirectory child = new SimDirectory();
      directory.put(name.toString(), child);
      directory.sync();
      directory = child;
    }
  }

  private SimStorage(SimDirectory top) {
    this.top = top;
  }

  /**
   * The disk after a power cut now. What was forced or synced is there. Each unforced write is
   * there, is gone, or is there in some of its 512-byte sectors; each unforced change of a length
   * and each unsynced change of a name is there or gone; all independently of each other.
   */
  public synchronized SimStorage crash(Random random) {
    return copy(SimCopy.afterCrash(new SimSurvival(random)));
  }

  /**
   * The disk after the end of the process now: everything is as it was, locks and open files are
   * gone. What was not durable is still not: a crash may follow.
   */
  public synchronized SimStorage kill() {
    return copy(SimCopy.afterKill());
  }

  private SimStorage copy(SimCopy way) {
    SimStorage copy = new SimStorage((SimDirectory) way.of(top));
    copy.capacity = capacity;
    return copy;
  }

  /**
   * Limits the sum of the lengths of all files: a write that would go beyond writes what fits and
   * fails with {@link dev.kedge.StorageFullException}.
   */
  public synchronized void limitCapacity(long bytes) {
    capacity = bytes;
  }

  @Override
  public synchronized long usableBytes(Path file) {
    return fitting(Long.MAX_VALUE);
  }

  /** The sum of the lengths of all files that have a name. */
  public synchronized long usedBytes() {
    long[] sum = {0};
    forEachFile((path, inode) -> sum[0] += inode.size());
    return sum[0];
  }

  /**
   * The names of the files that are open, in the order they were opened, each as often as it is.
   */
  public synchronized List<Path> openFiles() {
    return handles.stream().map(SimFile::path).toList();
  }

  /** The lock files and the files themselves that are locked, each as often as it is. */
  public synchronized List<Path> heldLocks() {
    return Stream.concat(
            locks.keySet().stream(),
            contentLocks.values().stream().flatMap(List::stream).map(lock -> lock.file))
        .toList();
  }

  /** Every file and its content, in the order of their absolute paths. */
  public synchronized SortedMap<Path, byte[]> files() {
    SortedMap<Path, byte[]> files = new TreeMap<>();
    forEachFile((path, inode) -> files.put(path, bytes(inode)));
    return files;
  }

  /** The content of a file. */
  public synchronized byte[] readFile(Path file) {
    return bytes(inode(file));
  }

  /** Puts a file there, durably, its directories too, replacing what it was. */
  public synchronized void putFile(Path file, byte[] content) {
    SimDirectory directory = top;
    for (Path name : Objects.requireNonNull(absolute(file).getParent())) {
      SimNode child = directory.get(name.toString());
      if (child == null) {
        child = new SimDirectory();
        directory.put(name.toString(), child);
        directory.sync();
      }
      directory = (SimDirectory) child;
    }
    SimInode inode = new SimInode();
    inode.write(0, content, 0, content.length);
    inode.force();
    directory.put(name(file), inode);
    directory.sync();
  }

  /** Changes bytes of a file as a fault of the disk would: durably, and visible in maps. */
  public synchronized void overwrite(Path file, long position, byte[] bytes) {
    SimInode inode = inode(file);
    inode.write(position, bytes, 0, bytes.length);
    inode.force();
  }

  /** Flips one bit as a fault of the disk would. */
  public synchronized void flipBit(Path file, long position, int bit) {
    byte[] one = new byte[1];
    if (inode(file).read(position, one, 0, 1) != 1) {
      throw new IllegalArgumentException(file + " ends before " + position);
    }
    one[0] ^= (byte) (1 << bit);
    overwrite(file, position, one);
  }

  /** Whether a power cut could change neither the content of this file nor its name. */
  public synchronized boolean isDurable(Path file) {
    SimInode inode = inode(file);
    boolean named = true;
    for (Path at = absolute(file); named && at.getParent() != null; at = at.getParent()) {
      named = directory(at.getParent()).isSynced(name(at));
    }
    return named && inode.isForced();
  }

  /**
   * What a failed force does to a file on Linux: what was not durable can still be read, but no
   * later force makes it so. For injectors that let a force fail.
   */
  public synchronized void loseUnforced(Path file) {
    inode(file).loseUnforced();
  }

  @Override
  public synchronized StorageFile open(Path file, OpenMode mode) {
    SimInode inode;
    if (mode == OpenMode.CREATE) {
      inode = create(file);
    } else {
      inode = inode(file);
    }
    SimFile handle = new SimFile(this, file, inode, mode != OpenMode.READ);
    handles.add(handle);
    return handle;
  }

  private SimInode create(Path file) {
    SimDirectory directory = parent(file);
    if (directory.get(name(file)) != null) {
      throw new TargetExistsException(file);
    }
    SimInode inode = new SimInode();
    directory.put(name(file), inode);
    return inode;
  }

  @Override
  public synchronized boolean exists(Path path) {
    return node(path) != null;
  }

  @Override
  public synchronized boolean isDirectory(Path path) {
    return node(path) instanceof SimDirectory;
  }

  @Override
  public synchronized List<Path> list(Path directory) {
    if (node(directory) == null) {
      return List.of();
    }
    return directory(directory).names().stream().map(directory::resolve).toList();
  }

  @Override
  public synchronized void createDirectory(Path directory) {
    SimNode present = node(directory);
    if (present instanceof SimInode) {
      throw new StorageException(directory, "is no directory", null);
    }
    if (present == null) {
      parent(directory).put(name(directory), new SimDirectory());
    }
  }

  @Override
  public synchronized void delete(Path path) {
    SimNode node = node(path);
    if (node == null) {
      return;
    }
    if (node instanceof SimDirectory directory && !directory.isEmpty()) {
      throw new StorageException(path, "the directory is not empty", null);
    }
    parent(path).remove(name(path), node);
  }

  @Override
  public synchronized void rename(Path from, Path to) {
    if (!Objects.equals(from.getParent(), to.getParent())) {
      throw new IllegalArgumentException("renamed across directories: " + from + " to " + to);
    }
    SimNode node = existing(from);
    if (node(to) instanceof SimDirectory) {
      throw new StorageException(from, "can't replace a directory", null);
    }
    parent(from).rename(name(from), name(to), node);
  }

  @Override
  public synchronized void publish(Path temporary, Path target) {
    SimInode inode = inode(temporary);
    SimDirectory directory = parent(target);
    if (directory.get(name(target)) != null) {
      throw new TargetExistsException(target);
    }
    directory.put(name(target), inode);
    parent(temporary).remove(name(temporary), inode);
  }

  @Override
  public synchronized void syncDirectory(Path directory) {
    directory(directory).sync();
  }

  @Override
  public synchronized boolean isWritable(Path directory) {
    return node(directory) instanceof SimDirectory;
  }

  @Override
  public synchronized Path realPath(Path path) {
    existing(path);
    return absolute(path);
  }

  @Override
  public synchronized StorageLock lock(Path lockFile) {
    Path key = absolute(lockFile);
    if (locks.containsKey(key)) {
      throw HOLDER.refusal(lockFile);
    }
    SimInode inode = exists(lockFile) ? inode(lockFile) : create(lockFile);
    byte[] text = (HOLDER + "\n").getBytes(StandardCharsets.UTF_8);
    inode.write(0, text, 0, text.length);
    StorageLock lock = new SimLock(key);
    locks.put(key, lock);
    return lock;
  }

  @Override
  public synchronized StorageLock lockContent(Path file, boolean shared) {
    SimInode inode = inode(file);
    List<ContentLock> held = contentLocks.computeIfAbsent(inode, key -> new ArrayList<>());
    if (!held.stream().allMatch(other -> shared && other.shared)) {
      throw HOLDER.refusal(file);
    }
    ContentLock lock = new ContentLock(file, inode, shared);
    held.add(lock);
    return lock;
  }

  @Override
  public synchronized Optional<LockHolder> lockHolder(Path lockFile) {
    return locks.containsKey(absolute(lockFile)) ? Optional.of(HOLDER) : Optional.empty();
  }

  /** A lock on a file itself. */
  private final class ContentLock implements StorageLock {
    private final Path file;
    private final SimInode inode;
    private final boolean shared;

    ContentLock(Path file, SimInode inode, boolean shared) {
      this.file = file;
      this.inode = inode;
      this.shared = shared;
    }

    @Override
    public void close() {
      synchronized (SimStorage.this) {
        contentLocks.getOrDefault(inode, new ArrayList<>()).remove(this);
      }
    }
  }

  /** A lock, which only its own holder can give back. */
  private final class SimLock implements StorageLock {
    private final Path key;

    SimLock(Path key) {
      this.key = key;
    }

    @Override
    public void close() {
      synchronized (SimStorage.this) {
        locks.remove(key, this);
      }
    }
  }

  /** How many of these bytes still fit on the device. */
  long fitting(long bytes) {
    return capacity == Long.MAX_VALUE
        ? bytes
        : Math.max(0, Math.min(bytes, capacity - usedBytes()));
  }

  /** The end of the longest map through an open handle of this file. */
  long mappedEnd(SimInode inode) {
    return handles.stream()
        .filter(handle -> handle.isOf(inode))
        .mapToLong(SimFile::mappedEnd)
        .max()
        .orElse(0);
  }

  void closed(SimFile handle) {
    handles.remove(handle);
  }

  private interface FileVisitor {
    void visit(Path path, SimInode inode);
  }

  private void forEachFile(FileVisitor visitor) {
    List<Path> directories = new ArrayList<>(List.of(Objects.requireNonNull(ROOT.getRoot())));
    while (!directories.isEmpty()) {
      Path path = directories.remove(directories.size() - 1);
      for (Path child : list(path)) {
        if (existing(child) instanceof SimInode inode) {
          visitor.visit(child, inode);
        } else {
          directories.add(child);
        }
      }
    }
  }

  private static byte[] bytes(SimInode inode) {
    byte[] bytes = new byte[Math.toIntExact(inode.size())];
    inode.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  private @Nullable SimNode node(Path path) {
    SimNode node = top;
    for (Path name : absolute(path)) {
      node = node instanceof SimDirectory directory ? directory.get(name.toString()) : null;
    }
    return node;
  }

  private SimNode existing(Path path) {
    SimNode node = node(path);
    if (node == null) {
      throw new StorageException(
          path, "there is no such file", new NoSuchFileException(path.toString()));
    }
    return node;
  }

  private SimInode inode(Path file) {
    if (existing(file) instanceof SimInode inode) {
      return inode;
    }
    throw new StorageException(file, "is a directory", null);
  }

  private SimDirectory directory(Path path) {
    if (existing(path) instanceof SimDirectory directory) {
      return directory;
    }
    throw new StorageException(path, "is no directory", null);
  }

  private SimDirectory parent(Path path) {
    return directory(Objects.requireNonNull(absolute(path).getParent(), "the root has no parent"));
  }

  private static Path absolute(Path path) {
    return ROOT.resolve(path).normalize();
  }

  private static String name(Path path) {
    return absolute(path).getFileName().toString();
  }
}
