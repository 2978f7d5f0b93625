package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A primary with an archive, a replica of it that lags, a backup and a shipped log, all on one
 * simulated disk of which any number of equal copies can be made. Everything that a version holds
 * is known.
 */
final class FaultWorld {

  static final Path PRIMARY = Databases.path("app.kv");
  static final Path REPLICA = Databases.path("replica.kv");
  static final Path ARCHIVE = Databases.path("archive");
  static final Path BACKUP = Databases.path("seed.kvbak");
  static final Path SHIPPED = Databases.path("1.wal");

  /** What is at a version, of the primary and so of whoever follows it. */
  private final Map<Long, Map<String, String>> states;

  private final SimStorage disk;
  private final FaultStorage storage;
  private @Nullable Database primary;
  private @Nullable Database replica;

  private FaultWorld(SimStorage disk, Map<Long, Map<String, String>> states) {
    this.disk = disk;
    this.storage = new FaultStorage(disk);
    this.states = states;
  }

  /** Makes the first one. */
  static FaultWorld create() {
    SimStorage disk = new SimStorage();
    disk.createDirectory(ARCHIVE);
    disk.syncDirectory(SimStorage.ROOT);
    FaultWorld world = new FaultWorld(disk, new HashMap<>());
    Database primary = world.primary();
    world.commit(primary, 0, 20);
    primary.backup(BACKUP);
    Restore.restore(disk, REPLICA, BACKUP, ProgressListener.NONE);
    primary.holds().create("replica", primary.position().version(), 1 << 30);
    primary.put(Databases.bytes("large"), new byte[20_000]);
    world.note(primary);
    world.commit(primary, 10, 20);
    primary.shipWal(SHIPPED, 20);
    world.replica();
    world.closeAll();
    return world;
  }

  private void commit(Database database, int first, int count) {
    for (int i = first; i < first + count; i++) {
      Databases.putMany(database, i, 1);
      note(database);
    }
  }

  /** Takes what is there now for what belongs there. */
  void note(Database database) {
    states.put(database.position().version(), Databases.content(database));
  }

  /** An equal one, on a disk of its own, with nothing open. */
  FaultWorld copy() {
    return new FaultWorld(disk.kill(), states);
  }

  FaultStorage storage() {
    return storage;
  }

  private DatabaseBuilder builder(Path file) {
    return Database.builder(file)
        .storage(storage)
        .background(false)
        .pageSize(4096)
        .logSegmentBytes(64 << 10)
        .logRetentionBytes(0);
  }

  /** The primary, which is opened if need be. */
  Database primary() {
    Database open = primary;
    if (open == null) {
      WalArchive archive = new DirectoryArchive(storage, ARCHIVE);
      open = builder(PRIMARY).walArchive(archive).open();
      primary = open;
    }
    return open;
  }

  /** The replica, which is opened if need be. */
  Database replica() {
    Database open = replica;
    if (open == null) {
      open = builder(REPLICA).readReplica(true).open();
      replica = open;
    }
    return open;
  }

  /** Restores the backup. */
  void restore(String name) {
    Path target = Databases.path(name);
    byte[] backup = disk.readFile(BACKUP);
    Restore.restore(storage, target, new ByteArrayInputStream(backup), ProgressListener.NONE);
  }

  /** Restores the backup, and replays what was shipped. */
  void restoreAndReplay(String name) {
    byte[] backup = disk.readFile(BACKUP);
    byte[] log = disk.readFile(SHIPPED);
    Restore.restore(
        storage,
        Databases.path(name),
        new ByteArrayInputStream(backup),
        replay -> replay.apply(new ByteArrayInputStream(log), Long.MAX_VALUE, Instant.MAX),
        ProgressListener.NONE);
  }

  /** Makes another database. */
  void createAnother() {
    builder(Databases.path("another.kv")).open().close();
  }

  /** Closes what is open; what can't be is closed all the same. */
  void closeAll() {
    List<Database> open = open();
    primary = null;
    replica = null;
    KedgeException failure = null;
    for (Database database : open) {
      try {
        database.close();
      } catch (KedgeException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Looks at what is open after a failure: it reads right, and is in order or fenced. */
  void inspectOpen() {
    for (Database database : open()) {
      inspect(database);
      assertEquals(0, database.stats().readers(), "readers left");
      if (!database.stats().fenced()) {
        Databases.checkOk(database);
      }
    }
  }

  private List<Database> open() {
    List<Database> open = new ArrayList<>();
    if (primary != null) {
      open.add(primary);
    }
    if (replica != null) {
      open.add(replica);
    }
    return open;
  }

  /** Closes what is fenced, so that it is opened again. */
  boolean closeFenced() {
    boolean fenced = open().stream().anyMatch(database -> database.stats().fenced());
    if (fenced) {
      try {
        closeAll();
      } catch (KedgeException e) {
        // Closed all the same.
      }
    }
    return fenced;
  }

  /** Opens everything once more and compares it with what belongs there. */
  void inspectAll(long atLeast) {
    assertClosed();
    try (Database reopened = primary();
        Database follower = replica()) {
      assertTrue(
          reopened.position().version() >= atLeast,
          "version " + reopened.position().version() + " of " + atLeast);
      inspect(reopened);
      inspect(follower);
      Databases.checkOk(reopened);
      Databases.checkOk(follower);
      assertTrue(
          reopened.holds().list().stream().anyMatch(hold -> hold.name().equals("replica")),
          "the hold is lost");
    }
    primary = null;
    replica = null;
    assertClosed();
  }

  /** Fails if there are temporary files. */
  void assertTidy() {
    for (Path file : disk.list(SimStorage.ROOT)) {
      assertFalse(file.toString().contains("tmp"), () -> file + " is left");
    }
  }

  private void inspect(Database database) {
    long version = database.position().version();
    assertEquals(states.get(version), new TreeMap<>(Databases.content(database)), "at " + version);
  }

  /** Fails if a file or a lock is still held. */
  void assertClosed() {
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
  }
}
