package dev.kedge.internal.store;

import dev.kedge.CorruptionException;
import dev.kedge.DatabaseLockedException;
import dev.kedge.DatabaseOptions;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.Role;
import dev.kedge.StorageException;
import dev.kedge.internal.btree.NodeCheck;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import dev.kedge.internal.page.FreeList;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.Log;
import dev.kedge.internal.wal.LogConfig;
import dev.kedge.internal.wal.LogStart;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Opens or creates a database: finds its files, checks that they belong together, recovers. */
final class StoreOpener {

  private final Storage storage;
  private final DatabaseOptions options;
  private final Path path;
  private final Path logDirectory;
  private final Path directory;

  StoreOpener(Storage storage, Path path, DatabaseOptions options) {
    Path absolute = path.toAbsolutePath().normalize();
    this.storage = storage;
    this.options = options;
    this.path = storage.exists(absolute) ? storage.realPath(absolute) : absolute;
    this.logDirectory = StoreFiles.logDirectory(this.path);
    Path parent = this.path.getParent();
    if (parent == null) {
      throw new IllegalArgumentException("not a file: " + path);
    }
    this.directory = parent;
  }

  Store open(boolean withThreads) {
    StorageLock content = checkFiles() ? lockContent() : null;
    StorageLock owner = null;
    try {
      owner = options.readOnly() ? null : lockFolder();
      // Once more, as another process may have held the lock until now.
      boolean exists = checkFiles();
      if (!options.readOnly()) {
        settleNames();
      }
      InstanceKeeper instance = instance(exists);
      if (!exists) {
        create();
      }
      if (content == null) {
        content = lockContent();
      }
      if (exists && !options.readOnly()) {
        PageFile.giveUpFreeTail(storage, path);
      }
      StoreFiles files = new StoreFiles(storage, path, logDirectory, owner);
      return openParts(files, content, instance, withThreads);
    } catch (Throwable e) {
      unlock(content);
      unlock(owner);
      if (e instanceof InternalError) {
        throw Failures.typed(e, path);
      }
      throw e;
    }
  }

  private static void unlock(@Nullable StorageLock lock) {
    if (lock != null) {
      lock.close();
    }
  }

  /** Whether there is a database file; refuses what can't be opened, before anything is written. */
  private boolean checkFiles() {
    boolean exists = storage.exists(path);
    if (!exists) {
      checkCreatable();
    } else if (!storage.exists(logDirectory)) {
      generationOfCopy();
    }
    return exists;
  }

  private void checkCreatable() {
    if (!storage.exists(directory)) {
      throw new StorageException(directory, "there is no such directory: create it", null);
    }
    if (options.readOnly()) {
      throw new StorageException(path, "there is no database here to be read", null);
    }
    if (options.readReplica()) {
      throw new StorageException(
          path,
          "there is no database here; a read replica begins as a restored backup of its primary",
          null);
    }
    boolean logLeft =
        storage.list(logDirectory).stream().anyMatch(file -> file.toString().endsWith(".wal"));
    InstanceFile state = new InstanceFile(storage, logDirectory);
    // A creation that was killed leaves no more than the state that it begins with.
    if (logLeft || (state.exists() && !state.read().isFresh())) {
      throw new CorruptionException(
          path,
          0,
          "the database file is missing, but its log folder "
              + logDirectory
              + " is there; put the file back, or restore a backup under another name");
    }
  }

  /**
   * Keeps out whoever opens the same file, also under another name or without this folder. The lock
   * file tells who that is; nobody writes a name who only reads.
   */
  private StorageLock lockContent() {
    try {
      return storage.lockContent(path, options.readOnly());
    } catch (DatabaseLockedException e) {
      throw storage.lockHolder(lockFile()).map(holder -> holder.refusal(path)).orElse(e);
    }
  }

  private StorageLock lockFolder() {
    storage.createDirectory(logDirectory);
    return storage.lock(lockFile());
  }

  private Path lockFile() {
    return logDirectory.resolve("lock");
  }

  /**
   * A process that was killed may have left temporary files, and names that are not durable:
   * deletes the ones and makes the others so.
   */
  private void settleNames() {
    for (String suffix : List.of(".create.tmp", ".compact.tmp", ".compact.tmp.create")) {
      storage.delete(path.resolveSibling(path.getFileName() + suffix));
    }
    storage.syncDirectory(directory);
    storage.syncDirectory(logDirectory);
  }

  private InstanceKeeper instance(boolean databaseExists) {
    InstanceFile file = new InstanceFile(storage, logDirectory);
    if (file.exists()) {
      return withRole(new InstanceKeeper(file, file.read()));
    }
    long forkFrom = databaseExists ? generationOfCopy() : 0;
    Role role = options.readReplica() ? Role.REPLICA : Role.PRIMARY;
    InstanceState fresh = new InstanceState(Store.newGeneration(), role, forkFrom, -1, List.of());
    if (!options.readOnly()) {
      file.write(fresh);
    }
    return new InstanceKeeper(file, fresh);
  }

  /** A database file without what remembers it: a restored backup or another copy. */
  private long generationOfCopy() {
    try (PageFile pages = PageFile.open(storage, path, false)) {
      Meta meta = pages.metas().newest();
      if (pages.metas().older().isEmpty()) {
        throw new CorruptionException(
            path,
            0,
            "one of the two meta pages is damaged, and the log folder "
                + logDirectory
                + " is missing, which would tell whether it was the newer one; put the folder back,"
                + " or restore a backup");
      }
      if (meta.logRequired()) {
        throw new CorruptionException(
            logDirectory,
            0,
            "the log folder of "
                + path
                + " is missing, and commits after version "
                + meta.version()
                + " were in it; put it back, or restore a backup");
      }
      return meta.generation();
    }
  }

  private InstanceKeeper withRole(InstanceKeeper instance) {
    if (options.readReplica()) {
      instance.update(state -> state.withRole(Role.REPLICA, state.forkFrom()));
    }
    return instance;
  }

  private void create() {
    Meta meta = Meta.initial(options.pageSize(), Store.newGeneration());
    Path temporary = path.resolveSibling(path.getFileName() + ".create.tmp");
    PageFile.create(storage, path, temporary, meta);
    storage.syncDirectory(directory);
  }

  private Store openParts(
      StoreFiles files, StorageLock content, InstanceKeeper instance, boolean withThreads) {
    PageFile pages = PageFile.open(storage, path, !options.readOnly(), NodeCheck::problem);
    pages.hold(content);
    Log log = null;
    try {
      Meta meta = pages.metas().newest();
      log = openLog(pages.metas());
      checkBelongs(meta, log);
      if (!options.readOnly() && log.segments().isEmpty() && log.damage().isEmpty()) {
        adopt(meta, instance);
      }
      PageAllocator allocator = allocator(pages, meta);
      OpenedFiles opened =
          new OpenedFiles(pages, allocator, log, instance, Published.of(pages, meta));
      Store store = new Store(files, options, opened, withThreads);
      new Recovery(store).run();
      store.start();
      return store;
    } catch (Throwable e) {
      if (log != null) {
        log.close();
      }
      pages.close();
      throw e;
    }
  }

  /**
   * A folder without any log can't tell its own file from another one that was put in its place.
   * What has commits and is of no generation that the folder knows is taken for a copy.
   */
  private static void adopt(Meta meta, InstanceKeeper instance) {
    long known = instance.state().forkFrom();
    boolean own =
        meta.version() == 0
            || known == meta.generation()
            || meta.ancestors().stream().anyMatch(step -> step.generation() == known);
    if (!own) {
      instance.update(state -> state.withRole(state.role(), meta.generation()));
    }
  }

  private Log openLog(PageFile.Metas metas) {
    Meta meta = metas.newest();
    // A damaged meta page may have been the newer one, and have required it.
    boolean required = meta.logRequired() || metas.older().isEmpty();
    LogConfig config = new LogConfig(options.logSegmentBytes(), options.maxTransactionBytes());
    LogStart start =
        new LogStart(
            meta.version(), meta.history(), meta.timeMicros(), meta.generation(), required);
    try {
      return Log.open(storage, logDirectory, config, start, options.readOnly());
    } catch (CorruptionException e) {
      throw required ? needed(e, meta) : e;
    }
  }

  /** The same error, saying what depends on it. */
  private static CorruptionException needed(CorruptionException damage, Meta meta) {
    CorruptionException needed =
        new CorruptionException(
            damage.file(),
            damage.offset(),
            "the log, which has the commits after version " + meta.version() + ", is damaged",
            "put an intact copy of the file back if there is one; otherwise keep a copy of the"
                + " database and its folder, restore a backup under another name and apply the"
                + " archive to it ("
                + damage.getMessage()
                + ")");
    needed.initCause(damage);
    return needed;
  }

  private void checkBelongs(Meta meta, Log log) {
    Position checkpoint = new Position(meta.generation(), meta.version());
    if (log.segments().isEmpty()) {
      if (meta.logRequired()) {
        throw missing(checkpoint, "is empty");
      }
      return;
    }
    if (log.firstVersion() > meta.version() + 1) {
      throw missing(checkpoint, "begins only at version " + log.firstVersion());
    }
    if (log.lastVersion() < meta.version()) {
      throw missing(checkpoint, "ends at version " + log.lastVersion());
    }
    OptionalLong history = log.historyAt(meta.version());
    if (history.isPresent() && history.getAsLong() != meta.history()) {
      throw new GenerationMismatchException(
          logDirectory
              + " belongs to another history than "
              + path
              + ", which is at "
              + checkpoint
              + ": put the folder back that belongs to the file");
    }
  }

  private CorruptionException missing(Position checkpoint, String what) {
    return new CorruptionException(
        logDirectory,
        0,
        "the log "
            + what
            + ", and the database at "
            + checkpoint
            + " needs all that follows;"
            + " put the missing segments back, or restore a backup");
  }

  private PageAllocator allocator(PageFile pages, Meta meta) {
    try {
      return allocator(pages);
    } catch (CorruptionException e) {
      if (!options.readOnly()) {
        throw e;
      }
      // Whoever only reads needs no free page; the integrity check tells of the damage.
      return new PageAllocator(meta.pageCount(), new BitSet(), meta.version());
    }
  }

  /** What is free in a file, as its newest meta page says. */
  static PageAllocator allocator(PageFile pages) {
    Meta meta = pages.metas().newest();
    BitSet members = new BitSet();
    BitSet free = FreeList.read(pages, meta.freeListPage(), meta.pageCount(), members);
    PageAllocator allocator = new PageAllocator(meta.pageCount(), free, meta.version());
    members.stream().forEach(page -> allocator.free(meta.version() + 1, page, 1));
    return allocator;
  }
}
