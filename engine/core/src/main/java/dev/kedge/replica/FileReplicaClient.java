package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import dev.kedge.internal.io.SystemClock;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * A destination that is a directory: each object a file of its name in it, readable and writable by
 * its owner only. An object is written in {@code tmp/}, forced, and linked to its name; the
 * directory is forced then. Works on file systems that are mounted from elsewhere as far as these
 * keep what they promise.
 */
public final class FileReplicaClient implements ReplicaClient {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HexFormat HEX = HexFormat.of();

  private final Storage storage;
  private final Path root;
  private final InstantSource clock;
  private volatile boolean rooted;

  /**
   * A destination in a directory.
   *
   * @param root is created with the first object; its parent must exist then. Once it was there, it
   *     is not created again: what is missing then is a mount
   */
  public FileReplicaClient(Path root) {
    this(LocalStorage.INSTANCE, root, SystemClock.INSTANCE);
  }

  FileReplicaClient(Storage storage, Path root, InstantSource clock) {
    this.storage = storage;
    this.root = root.toAbsolutePath().normalize();
    this.clock = clock;
  }

  @Override
  public String url() {
    return "file://" + root;
  }

  @Override
  public ObjectPage list(String prefix, String after, int limit) {
    Objects.checkIndex(limit - 1, 1000);
    FileListing listing = new FileListing(storage, prefix, after, limit);
    return request(prefix + "*", "listed", () -> listing.page(root));
  }

  @Override
  public Optional<ObjectInfo> find(String name) {
    Path file = path(name);
    return request(
        name,
        "looked up",
        () ->
            storage.exists(file) && !storage.isDirectory(file)
                ? Optional.of(new ObjectInfo(name, storage.size(file)))
                : Optional.empty());
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    Path path = path(name);
    StorageFile file = request(name, "opened", () -> storage.open(path, OpenMode.READ));
    return new FileObjectInput(file, offset, length);
  }

  @Override
  public ObjectUpload upload(String name) {
    Path target = path(name);
    Path temporary = root.resolve("tmp").resolve(temporaryName());
    return request(name, "created", () -> new FileUpload(this, name, temporary, target));
  }

  @Override
  public void replace(String name, byte[] content) {
    Path target = path(name);
    request(
        name,
        "written",
        () -> {
          createDirectories(directory(target));
          put(target, content);
          return target;
        });
  }

  @Override
  public boolean replace(String name, byte[] expected, byte[] content) {
    Path target = path(name);
    return request(
        name,
        "written",
        () -> {
          boolean known = storage.exists(target) && Arrays.equals(content(target), expected);
          if (known) {
            put(target, content);
          }
          return known;
        });
  }

  private byte[] content(Path file) {
    try (StorageFile open = storage.open(file, OpenMode.READ)) {
      byte[] content = new byte[Math.toIntExact(open.size())];
      int read = open.read(0, content, 0, content.length);
      return Arrays.copyOf(content, read);
    }
  }

  private void put(Path target, byte[] content) {
    Path temporary =
        target.resolveSibling("." + target.getFileName() + "." + temporaryName() + ".tmp");
    try {
      write(temporary, content);
      storage.rename(temporary, target);
    } catch (RuntimeException | Error e) {
      storage.delete(temporary);
      throw e;
    }
    storage.syncDirectory(directory(target));
  }

  private void write(Path file, byte[] content) {
    try (StorageFile open = storage.open(file, OpenMode.CREATE)) {
      open.write(0, content, 0, content.length);
      open.force();
    }
  }

  @Override
  public void delete(String name) {
    Path file = path(name);
    request(
        name,
        "deleted",
        () -> {
          if (storage.exists(file)) {
            storage.delete(file);
            storage.syncDirectory(directory(file));
          }
          return file;
        });
  }

  @Override
  public int sweep(Instant before) {
    return request(
        "tmp/",
        "swept",
        () ->
            sweep(root.resolve("tmp"), "", before)
                + sweep(root, ".", before)
                + sweep(root.resolve("restores"), ".", before));
  }

  private int sweep(Path directory, String prefix, Instant before) {
    int swept = 0;
    for (Path file : storage.list(directory)) {
      String name = String.valueOf(file.getFileName());
      if (name.startsWith(prefix) && FileListing.begun(name).filter(before::isAfter).isPresent()) {
        storage.delete(file);
        swept++;
      }
    }
    return swept;
  }

  /** When it was begun, so that its age can be told, and something that no other one has. */
  private String temporaryName() {
    return HEX.toHexDigits(clock.instant().toEpochMilli())
        + "-"
        + HEX.toHexDigits(RANDOM.nextLong());
  }

  /** Makes the directory of an object, with those above it. */
  void createDirectories(Path directory) {
    if (storage.isDirectory(directory)) {
      return;
    }
    if (directory.equals(root) || root.equals(directory.getParent())) {
      refuseNested();
    }
    if (directory.equals(root)) {
      requireParent();
    } else {
      createDirectories(directory(directory));
    }
    storage.createDirectory(directory);
    storage.syncDirectory(directory(directory));
  }

  private void requireParent() {
    Path parent = directory(root);
    if (!storage.isDirectory(parent)) {
      throw refused("can't be made, there is no " + parent + ": create it, or mount it");
    }
  }

  private DestinationException refused(String why) {
    return new DestinationException(url(), "directory", why, null);
  }

  /** What is in another destination would be taken for objects of that one. */
  private void refuseNested() {
    for (Path above = root; above != null; above = above.getParent()) {
      boolean inDestination =
          !above.equals(root)
              && storage.isDirectory(above.resolve("writers"))
              && storage.isDirectory(above.resolve("generations"));
      boolean inLog = above.toString().endsWith("-wal") && storage.exists(above.resolve("lock"));
      if (inDestination || inLog) {
        throw refused(
            "can't be a destination, as it is within "
                + above
                + ", which is "
                + (inLog ? "the log of a database" : "a destination itself")
                + ": name a directory beside it");
      }
    }
  }

  static Path directory(Path file) {
    return Objects.requireNonNull(file.getParent(), "parent");
  }

  Storage storage() {
    return storage;
  }

  private Path path(String name) {
    Path path = root.resolve(name).normalize();
    if (name.isEmpty() || !path.startsWith(root) || path.equals(root)) {
      throw new IllegalArgumentException("not a name of an object: '" + name + "'");
    }
    return path;
  }

  /** Something asked of the file system. */
  @FunctionalInterface
  interface Request<T> {
    T run();
  }

  /** Asks it, and tells a failure in words of the destination. */
  <T> T request(String name, String what, Request<T> request) {
    try {
      checkRoot(name);
      return request.run();
    } catch (DestinationException e) {
      throw e;
    } catch (KedgeException e) {
      if (what.equals("opened") && !storage.exists(path(name))) {
        throw DestinationException.missing(url(), name);
      }
      throw new DestinationException(url(), name, "can't be " + what + ": " + e.getMessage(), e);
    }
  }

  private void checkRoot(String name) {
    boolean there = storage.isDirectory(root);
    if (!there && storage.exists(root)) {
      throw refused("is a file: name a directory");
    }
    if (rooted && !there) {
      throw new DestinationException(
          url(), name, "can't be reached, its directory is not there any more: mount it", null);
    }
    rooted = there;
  }

  @Override
  public void close() {
    // No file is open beyond a request, an upload or a stream.
  }
}
