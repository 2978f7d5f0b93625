package dev.kedge.replica;

import dev.kedge.StorageException;
import dev.kedge.internal.io.Storage;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page of the files below a directory, in the order of their whole names. */
final class FileListing {

  private static final Pattern BEGUN = Pattern.compile("([0-9a-f]{16})-[0-9a-f]{16}(\\.tmp)?$");

  private final Storage storage;
  private final String prefix;
  private final String after;
  private final int limit;
  private final List<ObjectInfo> objects = new ArrayList<>();
  private boolean more;

  /**
   * A file or directory.
   *
   * @param key what it is sorted by
   */
  private record Entry(Path path, String name, String key) {}

  FileListing(Storage storage, String prefix, String after, int limit) {
    this.storage = storage;
    this.prefix = prefix;
    this.after = after;
    this.limit = limit;
  }

  /** When an upload of this name was begun; empty if it is none. */
  static Optional<Instant> begun(String name) {
    Matcher matcher = BEGUN.matcher(name);
    return matcher.find()
        ? Optional.of(Instant.ofEpochMilli(Long.parseUnsignedLong(matcher.group(1), 16)))
        : Optional.empty();
  }

  /** Lists what is below a directory. */
  ObjectPage page(Path root) {
    collect(root, "");
    return new ObjectPage(objects, more);
  }

  private void collect(Path directory, String base) {
    for (Entry entry : inOrder(directory, base)) {
      if (more) {
        return;
      }
      if (storage.isDirectory(entry.path)) {
        collect(entry.path, entry.name + "/");
      } else if (entry.name.startsWith(prefix) && entry.name.compareTo(after) > 0) {
        add(entry);
      }
    }
  }

  /**
   * The names below a directory have a slash next. Whether it is one matters only for what other
   * names begin with: to ask that of each of many thousand segments takes longer than all else.
   */
  private List<Entry> inOrder(Path directory, String base) {
    List<Entry> entries = new ArrayList<>();
    for (Path path : storage.list(directory)) {
      String name = base + path.getFileName();
      if (concerns(name) && !isNoObject(path, base)) {
        entries.add(new Entry(path, name, name));
      }
    }
    entries.sort(Comparator.comparing(Entry::key));
    for (int i = 0; i + 1 < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entries.get(i + 1).name.startsWith(entry.name) && storage.isDirectory(entry.path)) {
        entries.set(i, new Entry(entry.path, entry.name, entry.name + "/"));
      }
    }
    entries.sort(Comparator.comparing(Entry::key));
    return entries;
  }

  /** Whether the name, or one that continues it behind a slash, may be asked for. */
  private boolean concerns(String name) {
    boolean prefixed = name.startsWith(prefix) || prefix.startsWith(name + "/");
    // The character behind the slash is 0: all that is below the directory sorts before it.
    return prefixed && (name + "0").compareTo(after) > 0;
  }

  /** What is being written, and what file systems have in their root for themselves. */
  private static boolean isNoObject(Path path, String base) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(".")
        || (base.isEmpty() && (name.equals("tmp") || name.equals("lost+found")));
  }

  private void add(Entry entry) {
    if (objects.size() == limit) {
      more = true;
      return;
    }
    long bytes;
    try {
      bytes = storage.size(entry.path);
    } catch (StorageException e) {
      if (e.getCause() instanceof NoSuchFileException) {
        return; // deleted since the directory was read
      }
      throw e;
    }
    objects.add(new ObjectInfo(entry.name, bytes));
  }
}
