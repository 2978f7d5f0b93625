package dev.kedge.internal.io;

import dev.kedge.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A storage whose operations an {@link Injector} can let fail, and that counts them. What isn't an
 * {@link Op} never fails: closing, lengths, {@link #exists}, {@link #isDirectory}, {@link
 * #isWritable}, {@link #realPath}, {@link #lockHolder}. All methods may be called from any thread,
 * and so may the injector's.
 */
public final class FaultStorage implements Storage {

  /** The operations that can fail. */
  public enum Op {
    OPEN,
    READ,
    WRITE,
    FORCE,
    RENAME,
    PUBLISH,
    DELETE,
    CREATE_DIRECTORY,
    SYNC_DIRECTORY,
    LIST,
    MAP,
    TRUNCATE,
    LOCK,
    LOCK_CONTENT
  }

  /** Sees every operation, and throws to let it fail. */
  @FunctionalInterface
  public interface Injector {

    /**
     * Called before each operation, which is not done if this throws.
     *
     * @param path the file, as it was named; of a rename or publish the new name
     * @throws ShortWrite to let a write fail after a part of its bytes
     */
    void before(Op op, Path path);

    /** Called after each operation that succeeded, which looks as if it failed if this throws. */
    default void after(Op op, Path path) {}
  }

  /** Lets a write fail after a part of its bytes. */
  public static final class ShortWrite extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final double share;
    private final StorageException failure;

    /**
     * A short write.
     *
     * @param share how much is written, from 0 (nothing) to 1 (everything)
     * @param failure what the caller sees then
     */
    public ShortWrite(double share, StorageException failure) {
      super(failure);
      this.share = share;
      this.failure = failure;
    }
  }

  private final Storage storage;
  private final Map<Op, AtomicLong> calls = new ConcurrentHashMap<>();
  private volatile Injector injector;

  /** Without faults for now. */
  public FaultStorage(Storage storage) {
    this(storage, (op, path) -> {});
  }

  /** With faults. */
  public FaultStorage(Storage storage, Injector injector) {
    this.storage = storage;
    this.injector = injector;
  }

  /** Replaces the injector, also for files that are open. */
  public void inject(Injector next) {
    injector = next;
  }

  /** Takes all faults away. */
  public void heal() {
    inject((op, path) -> {});
  }

  /** How many operations of these kinds were asked for; of all kinds if none is given. */
  public long calls(Op... kinds) {
    long sum = 0;
    for (Op op : kinds.length == 0 ? Op.values() : kinds) {
      sum += count(op).get();
    }
    return sum;
  }

  private AtomicLong count(Op op) {
    return calls.computeIfAbsent(op, key -> new AtomicLong());
  }

  private <T> T call(Op op, Path path, Supplier<T> operation) {
    count(op).incrementAndGet();
    Injector current = injector;
    try {
      current.before(op, path);
    } catch (ShortWrite e) {
      throw e.failure;
    }
    T result = operation.get();
    try {
      current.after(op, path);
    } catch (RuntimeException e) {
      giveBack(result);
      throw e;
    }
    return result;
  }

  /** What the caller never gets, it can't close. */
  private static void giveBack(Object result) {
    if (result instanceof StorageFile file) {
      file.close();
    } else if (result instanceof StorageLock lock) {
      lock.close();
    }
  }

  private void run(Op op, Path path, Runnable operation) {
    call(
        op,
        path,
        () -> {
          operation.run();
          return path;
        });
  }

  @Override
  public StorageFile open(Path file, OpenMode mode) {
    return call(Op.OPEN, file, () -> new FaultFile(storage.open(file, mode)));
  }

  @Override
  public boolean exists(Path path) {
    return storage.exists(path);
  }

  @Override
  public boolean isDirectory(Path path) {
    return storage.isDirectory(path);
  }

  @Override
  public List<Path> list(Path directory) {
    return call(Op.LIST, directory, () -> storage.list(directory));
  }

  @Override
  public void createDirectory(Path directory) {
    run(Op.CREATE_DIRECTORY, directory, () -> storage.createDirectory(directory));
  }

  @Override
  public void delete(Path path) {
    run(Op.DELETE, path, () -> storage.delete(path));
  }

  @Override
  public void rename(Path from, Path to) {
    run(Op.RENAME, to, () -> storage.rename(from, to));
  }

  @Override
  public void publish(Path temporary, Path target) {
    run(Op.PUBLISH, target, () -> storage.publish(temporary, target));
  }

  @Override
  public void syncDirectory(Path directory) {
    run(Op.SYNC_DIRECTORY, directory, () -> storage.syncDirectory(directory));
  }

  @Override
  public boolean isWritable(Path directory) {
    return storage.isWritable(directory);
  }

  @Override
  public Path realPath(Path path) {
    return storage.realPath(path);
  }

  @Override
  public StorageLock lock(Path lockFile) {
    return call(Op.LOCK, lockFile, () -> storage.lock(lockFile));
  }

  @Override
  public StorageLock lockContent(Path file, boolean shared) {
    return call(Op.LOCK_CONTENT, file, () -> storage.lockContent(file, shared));
  }

  @Override
  public Optional<LockHolder> lockHolder(Path lockFile) {
    return storage.lockHolder(lockFile);
  }

  /** An open file, whose operations can fail too. */
  private final class FaultFile implements StorageFile {

    private final StorageFile file;

    FaultFile(StorageFile file) {
      this.file = file;
    }

    @Override
    public Path path() {
      return file.path();
    }

    @Override
    public long size() {
      return file.size();
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      return call(Op.READ, path(), () -> file.read(position, target, offset, length));
    }

    @Override
    public void write(long position, byte[] source, int offset, int length) {
      count(Op.WRITE).incrementAndGet();
      Injector current = injector;
      try {
        current.before(Op.WRITE, path());
      } catch (ShortWrite e) {
        file.write(position, source, offset, (int) (e.share * length));
        throw e.failure;
      }
      file.write(position, source, offset, length);
      current.after(Op.WRITE, path());
    }

    @Override
    public void truncate(long size) {
      run(Op.TRUNCATE, path(), () -> file.truncate(size));
    }

    @Override
    public void force() {
      run(Op.FORCE, path(), file::force);
    }

    @Override
    public ByteBuffer map(long position, int length) {
      return call(Op.MAP, path(), () -> file.map(position, length));
    }

    @Override
    public void close() {
      file.close();
    }
  }
}
