package dev.kedge.internal.io;

import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.TargetExistsException;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The file system of the operating system. What it creates is for its owner only, where the
 * platform knows such permissions.
 */
public final class LocalStorage implements Storage {

  /** The only one: it has no state. */
  public static final LocalStorage INSTANCE = new LocalStorage();

  private LocalStorage() {}

  @Override
  public StorageFile open(Path file, OpenMode mode) {
    checkLocal(file);
    try {
      return LocalFile.open(file, mode);
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(file);
    } catch (IOException e) {
      throw StorageFailures.failure(
          file, mode == OpenMode.CREATE ? "can't be created" : "can't be opened", e);
    }
  }

  @Override
  public StorageFile createSequential(Path file) {
    return SequentialFile.over(open(file, OpenMode.CREATE));
  }

  @Override
  public boolean exists(Path path) {
    checkLocal(path);
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return Files.isSymbolicLink(path);
    } catch (IOException e) {
      throw StorageFailures.failure(path, "can't be looked up", e);
    }
  }

  @Override
  public long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw StorageFailures.failure(file, "can't be looked up", e);
    }
  }

  @Override
  public boolean isDirectory(Path path) {
    return Files.isDirectory(path);
  }

  @Override
  public List<Path> list(Path directory) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw StorageFailures.failure(
          directory, "can't be listed", Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw StorageFailures.failure(directory, "can't be listed", e);
    }
    entries.sort(Comparator.comparing(path -> path.getFileName().toString()));
    return List.copyOf(entries);
  }

  @Override
  public void createDirectory(Path directory) {
    checkLocal(directory);
    try {
      Files.createDirectory(directory, OwnerOnly.directory(directory));
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(directory)) {
        throw StorageFailures.failure(directory, "is no directory", e);
      }
    } catch (IOException e) {
      throw StorageFailures.failure(directory, "can't be created", e);
    }
  }

  @Override
  public void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw StorageFailures.failure(path, "can't be deleted", e);
    }
  }

  @Override
  public void rename(Path from, Path to) {
    if (!Objects.equals(from.getParent(), to.getParent())) {
      throw new IllegalArgumentException("renamed across directories: " + from + " to " + to);
    }
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw StorageFailures.failure(from, "can't be renamed to " + to.getFileName(), e);
    }
  }

  @Override
  public void publish(Path temporary, Path target) {
    try {
      Files.createLink(target, temporary);
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    } catch (NoSuchFileException e) {
      throw StorageFailures.failure(target, "can't be published from " + temporary, e);
    } catch (FileSystemException | UnsupportedOperationException e) {
      publishWithoutLinks(temporary, target);
      return;
    } catch (IOException e) {
      throw StorageFailures.failure(target, "can't be published from " + temporary, e);
    }
    try {
      Files.delete(temporary);
    } catch (IOException e) {
      throw StorageFailures.failure(
          temporary, "is published as " + target + ", but its own name can't be deleted", e);
    }
  }

  /** For file systems without hard links: takes the name with an empty file, then replaces it. */
  static void publishWithoutLinks(Path temporary, Path target) {
    try {
      Files.createFile(target, OwnerOnly.file(target));
    } catch (FileAlreadyExistsException e) {
      throw new TargetExistsException(target);
    } catch (IOException e) {
      throw StorageFailures.failure(target, "can't be published from " + temporary, e);
    }
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      throw withdrawn(target, "can't be published from the other file system of " + temporary, e);
    } catch (IOException e) {
      throw withdrawn(target, "can't be published from " + temporary, e);
    }
  }

  /** Frees the name again, so that a retry can take it. */
  private static StorageException withdrawn(Path target, String what, IOException cause) {
    try {
      Files.delete(target);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    return StorageFailures.failure(target, what, cause);
  }

  @Override
  public void syncDirectory(Path directory) {
    try (AsynchronousFileChannel channel =
        AsynchronousFileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      throw StorageFailures.failure(directory, "can't be forced", Outcome.UNKNOWN, e);
    }
  }

  @Override
  public boolean isWritable(Path directory) {
    return Files.isDirectory(directory) && Files.isWritable(directory);
  }

  @Override
  public long usableBytes(Path file) {
    try {
      Path directory = file.toAbsolutePath().getParent();
      return Files.getFileStore(directory == null ? file : directory).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  @Override
  public Path realPath(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw StorageFailures.failure(path, "can't be resolved, maybe as a link to nothing", e);
    }
  }

  @Override
  public StorageLock lock(Path lockFile) {
    checkLocal(lockFile);
    try {
      return LocalLock.acquire(lockFile);
    } catch (IOException e) {
      throw StorageFailures.failure(lockFile, "can't be locked", e);
    }
  }

  @Override
  public StorageLock lockContent(Path file, boolean shared) {
    checkLocal(file);
    try {
      return LocalContentLock.acquire(file, shared);
    } catch (IOException e) {
      throw StorageFailures.failure(file, "can't be locked", e);
    }
  }

  @Override
  public Optional<LockHolder> lockHolder(Path lockFile) {
    try {
      return LocalLock.holder(lockFile);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public long cacheBytes() {
    return SystemMemory.CACHE_BYTES;
  }

  private static void checkLocal(Path path) {
    if (!path.getFileSystem().equals(FileSystems.getDefault())) {
      throw new StorageException(path, "is not in the file system of the platform", null);
    }
  }
}
