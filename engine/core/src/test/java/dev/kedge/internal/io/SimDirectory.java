package dev.kedge.internal.io;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A simulated directory: its names as everybody sees them, the names that are durable, and the
 * changes that lead from these to those. Guarded by its storage.
 */
final class SimDirectory implements SimNode {

  private final SortedMap<String, SimNode> names;
  private SortedMap<String, SimNode> synced;
  private final List<Change> unsynced;

  SimDirectory() {
    this(new TreeMap<>(), new TreeMap<>(), new ArrayList<>());
  }

  private SimDirectory(
      SortedMap<String, SimNode> names, SortedMap<String, SimNode> synced, List<Change> unsynced) {
    this.names = names;
    this.synced = synced;
    this.unsynced = unsynced;
  }

  /** One change of names that was not synced. */
  private sealed interface Change {
    void apply(SortedMap<String, SimNode> names);

    /** The same of the copied nodes. */
    Change copy(SimCopy way);
  }

  /** A file or directory got a name. */
  private record Put(String name, SimNode node) implements Change {
    @Override
    public void apply(SortedMap<String, SimNode> names) {
      names.put(name, node);
    }

    @Override
    public Change copy(SimCopy way) {
      return new Put(name, way.of(node));
    }
  }

  /** A name was deleted, as the name of this file or directory. */
  private record Remove(String name, SimNode node) implements Change {
    @Override
    public void apply(SortedMap<String, SimNode> names) {
      names.remove(name, node);
    }

    @Override
    public Change copy(SimCopy way) {
      return new Remove(name, way.of(node));
    }
  }

  /** A name was changed. If an earlier change of it is lost, it still ends with one name only. */
  private record Rename(String from, String to, SimNode node) implements Change {
    @Override
    public void apply(SortedMap<String, SimNode> names) {
      if (names.get(from) == node) {
        names.remove(from);
      } else {
        names.values().remove(node);
      }
      names.put(to, node);
    }

    @Override
    public Change copy(SimCopy way) {
      return new Rename(from, to, way.of(node));
    }
  }

  @Nullable SimNode get(String name) {
    return names.get(name);
  }

  /** In order. */
  List<String> names() {
    return List.copyOf(names.keySet());
  }

  boolean isEmpty() {
    return names.isEmpty();
  }

  void put(String name, SimNode node) {
    change(new Put(name, node));
  }

  void remove(String name, SimNode node) {
    change(new Remove(name, node));
  }

  void rename(String from, String to, SimNode node) {
    change(new Rename(from, to, node));
  }

  private void change(Change change) {
    change.apply(names);
    unsynced.add(change);
  }

  void sync() {
    if (!unsynced.isEmpty()) {
      synced = new TreeMap<>(names);
      unsynced.clear();
    }
  }

  /** Whether this name is durable, as the name of what has it now. */
  boolean isSynced(String name) {
    return synced.get(name) == names.get(name);
  }

  @Override
  public SimNode copy(SimCopy way) {
    return way.survival()
        .map(survival -> copyAfterCrash(survival, way))
        .orElseGet(() -> copyAfterKill(way));
  }

  private SimDirectory copyAfterCrash(SimSurvival survival, SimCopy way) {
    SortedMap<String, SimNode> survived = new TreeMap<>(synced);
    for (Change change : unsynced) {
      if (survival.isKept()) {
        change.apply(survived);
      }
    }
    survived.replaceAll((name, node) -> way.of(node));
    return new SimDirectory(survived, new TreeMap<>(survived), new ArrayList<>());
  }

  private SimDirectory copyAfterKill(SimCopy way) {
    SortedMap<String, SimNode> copiedNames = new TreeMap<>(names);
    copiedNames.replaceAll((name, node) -> way.of(node));
    SortedMap<String, SimNode> copiedSynced = new TreeMap<>(synced);
    copiedSynced.replaceAll((name, node) -> way.of(node));
    List<Change> copiedChanges = new ArrayList<>();
    unsynced.forEach(change -> copiedChanges.add(change.copy(way)));
    return new SimDirectory(copiedNames, copiedSynced, copiedChanges);
  }
}
