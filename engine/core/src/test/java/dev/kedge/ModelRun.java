package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.LogOperation.Kind;
import dev.kedge.internal.io.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Random use of one database with random settings, compared with a model all the time: what is
 * read, snapshots kept open, what is there after reopening and compacting, and in copies that were
 * restored, followed by shipped log, recovered to a version and promoted.
 */
final class ModelRun implements AutoCloseable {

  private static final int MAX_SNAPSHOTS = 4;

  private final Random random;
  private final JumpyClock clock;
  private final Storage storage;
  private final Path directory;
  private final Model model = new Model();
  private final Workload workload;
  private final int pageSize;
  private final int maxKey;
  private final List<Held> snapshots = new ArrayList<>();
  private Database database;
  private @Nullable Database replica;
  private int copies;
  private long compared;

  /** A snapshot and what it must show, also to a cursor that goes on now and then. */
  private static final class Held {
    final Snapshot snapshot;
    final NavigableMap<byte[], byte[]> state;
    private Cursor cursor;
    private Iterator<Map.Entry<byte[], byte[]>> expected;

    Held(Snapshot snapshot, NavigableMap<byte[], byte[]> state) {
      this.snapshot = snapshot;
      this.state = state;
      this.cursor = snapshot.cursor(KeyRange.all());
      this.expected = state.entrySet().iterator();
    }

    /** Goes on by so many entries, and begins again at the end. */
    void goOn(int entries) {
      for (int i = 0; i < entries && expected.hasNext(); i++) {
        Map.Entry<byte[], byte[]> entry = expected.next();
        assertTrue(cursor.next());
        assertArrayEquals(entry.getKey(), cursor.key());
        assertArrayEquals(entry.getValue(), cursor.value());
      }
      if (!expected.hasNext()) {
        assertFalse(cursor.next());
        cursor.close();
        cursor = snapshot.cursor(KeyRange.all());
        expected = state.entrySet().iterator();
      }
    }
  }

  ModelRun(long seed, Storage storage, Path directory) {
    this.random = new Random(seed);
    this.clock = new JumpyClock(seed);
    this.storage = storage;
    this.directory = directory;
    this.pageSize = 4096 << random.nextInt(5);
    this.maxKey = 1 + random.nextInt(random.nextBoolean() ? 40 : pageSize / 4 - 64);
    int keys = 5 << random.nextInt(8);
    int maxValue = new int[] {1, 200, 3000, 20_000, 100 << 10}[random.nextInt(5)];
    this.workload = new Workload(random, model, keys, maxKey, maxValue);
    this.database = builder("primary.kv").open();
  }

  private DatabaseBuilder builder(String name) {
    return Database.builder(directory.resolve(name))
        .clock(clock)
        .storage(storage)
        .pageSize(pageSize)
        .maxKeyBytes(maxKey)
        .background(random.nextInt(4) == 0)
        .durability(random.nextBoolean() ? Durability.FULL : Durability.NORMAL)
        .dirtyBytes(1L << (20 + random.nextInt(4)))
        .checkpointLogBytes(64L << (10 + random.nextInt(6)))
        .logRetentionBytes(random.nextInt(3) == 0 ? 0 : 1L << (16 + random.nextInt(8)))
        .logSegmentBytes(64L << (10 + random.nextInt(4)));
  }

  /** How many comparisons of whole states were made. */
  long compared() {
    return compared;
  }

  /** Does so many steps, then compares everything. */
  void round(int steps) {
    for (int i = 0; i < steps; i++) {
      step();
    }
    matches(database, model);
    snapshots.forEach(this::compare);
  }

  private void step() {
    switch (random.nextInt(60)) {
      case 0 -> database.checkpoint();
      case 1 -> compact();
      case 2 -> reopen();
      case 3, 4 -> hold();
      case 5, 6 -> release();
      case 7 -> backUpAndRestore();
      case 8, 9, 10 -> follow();
      case 11 -> recoverCopy();
      case 12 -> bulkLoad();
      case 13 -> Model.assertHolds(database, model.now());
      case 14, 15, 16 -> snapshots.forEach(held -> held.goOn(1 + random.nextInt(20)));
      case 17, 18 -> database.checkpoint();
      default -> {
        if (random.nextInt(3) == 0) {
          workload.read(database, model.now());
        } else {
          workload.commit(database);
        }
      }
    }
  }

  private void matches(Database one, Model its) {
    its.assertMatches(one);
    compared++;
  }

  private void compare(Held held) {
    Model.assertHolds(held.snapshot, held.state);
    assertEquals(held.state.size(), held.snapshot.entries());
    compared++;
  }

  private void compact() {
    CompactResult result = database.compact();
    assertTrue(result.pagesAfter() >= 2);
    snapshots.forEach(this::compare);
  }

  private void reopen() {
    snapshots.forEach(this::compare);
    database.close();
    for (Held held : snapshots) {
      assertThrows(DatabaseClosedException.class, () -> held.snapshot.get(workload.key()));
      held.snapshot.close();
    }
    snapshots.clear();
    if (random.nextInt(4) == 0) {
      try (Database reader = builder("primary.kv").background(false).readOnly(true).open()) {
        matches(reader, model);
        assertThrows(ReadOnlyDatabaseException.class, () -> workloadOf(model).single(reader));
        model.refuse();
      }
    }
    database = builder("primary.kv").open();
    Model.assertHolds(database, model.now());
  }

  private Workload workloadOf(Model its) {
    return new Workload(random, its, 50, maxKey, 3000);
  }

  private void hold() {
    if (snapshots.size() < MAX_SNAPSHOTS) {
      NavigableMap<byte[], byte[]> state = Model.emptyState();
      state.putAll(model.now());
      snapshots.add(new Held(database.snapshot(), state));
    }
  }

  private void release() {
    if (!snapshots.isEmpty()) {
      Held held = snapshots.remove(random.nextInt(snapshots.size()));
      compare(held);
      workload.read(held.snapshot, held.state);
      held.snapshot.close();
    }
  }

  private void bulkLoad() {
    NavigableMap<byte[], byte[]> entries = Model.emptyState();
    for (int i = random.nextInt(60); i >= 0; i--) {
      byte[] value = new byte[random.nextInt(2000)];
      entries.put(workload.key(), value);
    }
    List<LogOperation> operations =
        entries.entrySet().stream()
            .map(entry -> new LogOperation(Kind.PUT, entry.getKey(), entry.getValue()))
            .toList();
    model.begin(operations);
    BulkLoadResult result =
        database.bulkLoad(entries.entrySet().stream().map(ModelRun::entry).iterator());
    assertEquals(entries.size(), result.entries());
    assertEquals(result.firstVersion(), result.lastVersion());
    model.acknowledge(new Commit(result.lastVersion(), timeOf(result)), Durability.FULL);
  }

  private static Entry entry(Map.Entry<byte[], byte[]> entry) {
    return new Entry(entry.getKey(), entry.getValue());
  }

  private Instant timeOf(BulkLoadResult result) {
    try (Snapshot snapshot = database.snapshot()) {
      assertEquals(result.lastVersion(), snapshot.version());
      return snapshot.commitTime();
    }
  }

  private byte[] backup(Database one) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupOptions how = random.nextBoolean() ? BackupOptions.PLAIN : BackupOptions.COMPRESSED;
    long before = one.position().version();
    BackupResult result = one.backup(out, how);
    assertEquals(before, result.position().version());
    BackupInfo info = Restore.verify(stream(out.toByteArray()));
    assertEquals(result.position(), info.position());
    assertEquals(result.digest(), info.digest());
    return out.toByteArray();
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private String restore(byte[] backup) {
    String name = "copy" + copies++ + ".kv";
    Restore.restore(storage, directory.resolve(name), stream(backup), ProgressListener.NONE);
    return name;
  }

  private void backUpAndRestore() {
    Position source = database.position();
    String name = restore(backup(database));
    try (Database copy = builder(name).open()) {
      assertEquals(source, copy.position());
      matches(copy, model);
      useCopy(copy, model.copyUntil(source.version()), source);
    }
    delete(name);
  }

  /** A copy goes its own way with its first commit, and can be backed up and restored again. */
  private void useCopy(Database copy, Model its, Position from) {
    Workload own = workloadOf(its);
    Position promoted = random.nextBoolean() ? copy.promote() : copy.position();
    assertEquals(from.version(), promoted.version());
    for (int i = random.nextInt(30); i >= 0; i--) {
      own.commit(copy);
    }
    own.single(copy);
    assertNotEquals(from.generation(), copy.position().generation());
    matches(copy, its);
    String name = restore(backup(copy));
    try (Database grandchild = builder(name).open()) {
      assertEquals(copy.position(), grandchild.position());
      matches(grandchild, its);
      workloadOf(its.copyUntil(its.acknowledged())).single(grandchild);
      assertNotEquals(copy.position().generation(), grandchild.position().generation());
    }
    delete(name);
  }

  private void delete(String name) {
    Path file = directory.resolve(name);
    Path folder = directory.resolve(name + "-wal");
    storage.list(folder).forEach(storage::delete);
    storage.delete(folder);
    storage.delete(file);
  }

  /** What was shipped, and the version at its end. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Shipped(byte[] bytes, long last) {}

  private Shipped ship(long after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long least = database.stats().durableVersion();
    ShipResult result = database.shipWal(out, after);
    long last = result.isEmpty() ? after : result.lastVersion();
    assertTrue(last >= least && last <= database.stats().durableVersion(), result.toString());
    return new Shipped(out.toByteArray(), last);
  }

  /** Brings the replica up to date, or seeds it again if the log does not reach back so far. */
  private void follow() {
    if (replica != null && random.nextInt(4) == 0) {
      replica.close();
      replica = builder("replica.kv").readReplica(true).open();
    }
    Database current = replica == null ? seed() : replica;
    try {
      long after = Math.max(0, current.position().version() - random.nextInt(3));
      Shipped shipped = ship(after);
      if (random.nextInt(3) == 0) {
        applyUntil(current, shipped);
      } else {
        ApplyResult result = current.applyWal(stream(shipped.bytes));
        assertEquals(shipped.last, result.position().version());
        assertTrue(result.position().equals(current.position()), result.toString());
      }
    } catch (ReplicaGapException e) {
      assertTrue(e.found() > e.expected(), e.toString());
      dropReplica();
      return;
    }
    matches(current, model);
  }

  private Database seed() {
    Restore.restore(
        storage, directory.resolve("replica.kv"), stream(backup(database)), ProgressListener.NONE);
    Database seeded = builder("replica.kv").readReplica(true).open();
    replica = seeded;
    return seeded;
  }

  private void dropReplica() {
    if (replica != null) {
      replica.close();
      replica = null;
      delete("replica.kv");
    }
  }

  /** Recovers to a version, or to the last commit at an instant, that the stream has or has not. */
  private void applyUntil(Database copy, Shipped shipped) {
    long from = copy.position().version();
    long end = Math.max(from, shipped.last);
    long target = from + random.nextInt((int) (end - from) + 2);
    if (target == 0) {
      return;
    }
    Instant time = target > end ? null : model.time(target);
    boolean byTime = time != null && random.nextBoolean();
    long expected = target;
    while (byTime && expected < end && !model.time(expected + 1).isAfter(time)) {
      expected++;
    }
    boolean proven = byTime ? expected < end : target <= end;
    try {
      if (byTime) {
        copy.applyWalUntil(stream(shipped.bytes), time);
      } else {
        copy.applyWalUntil(stream(shipped.bytes), target);
      }
      assertTrue(proven, "a target that nothing proves was accepted");
    } catch (RecoveryTargetException e) {
      assertTrue(!proven || expected < from, e.toString());
    }
    assertEquals(Math.min(expected, end), copy.position().version());
  }

  /** Restores an older state and rewinds it to a version, promotes it and writes on. */
  private void recoverCopy() {
    byte[] backup = backup(database);
    long base = database.position().version();
    for (int i = random.nextInt(40); i >= 0; i--) {
      workload.commit(database);
    }
    Shipped shipped;
    try {
      shipped = ship(base);
    } catch (ReplicaGapException e) {
      return;
    }
    String name = restore(backup);
    try (Database copy = builder(name).readReplica(true).open()) {
      applyUntil(copy, shipped);
      matches(copy, model);
      Position reached = copy.position();
      Model its = model.copyUntil(reached.version());
      Position promoted = copy.promote();
      assertEquals(reached.version(), promoted.version());
      assertNotEquals(reached.generation(), promoted.generation());
      useCopy(copy, its, reached);
      assertThrows(IllegalStateException.class, () -> copy.applyWal(stream(shipped.bytes)));
    }
    delete(name);
  }

  @Override
  public void close() {
    snapshots.forEach(held -> held.snapshot.close());
    dropReplica();
    database.close();
  }
}
