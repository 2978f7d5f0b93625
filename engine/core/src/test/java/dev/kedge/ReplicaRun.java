package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.CutTrap.Cut;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A read replica whose power is cut while it applies what its primary ships, and while it is
 * promoted and goes on as a primary. The primary itself has an easy life.
 */
final class ReplicaRun implements AutoCloseable {

  private static final Path DATABASE = SimStorage.ROOT.resolve("app.kv");

  private final Random random;
  private final Model model = new Model();
  private final Workload workload;
  private final Database primary;
  private final byte[] seedBackup;
  private SimStorage disk = new SimStorage();
  private volatile long applied;
  private volatile long shipped;
  private @Nullable Position promoted;
  private long cuts;

  ReplicaRun(long seed) {
    random = new Random(seed);
    int maxValue = new int[] {100, 3000, 30_000}[random.nextInt(3)];
    workload = new Workload(random, model, 10 + random.nextInt(200), 100, maxValue);
    primary =
        Database.builder(DATABASE)
            .storage(new SimStorage())
            .background(false)
            .pageSize(4096)
            .open();
    commit(random.nextInt(40));
    seedBackup = backup(primary);
    applied = model.acknowledged();
    shipped = applied;
    restoreTo(disk);
  }

  long cuts() {
    return cuts;
  }

  private void commit(int count) {
    for (int i = 0; i < count; i++) {
      workload.commit(primary);
    }
    workload.batch(primary, List.of(workload.operation()), Durability.FULL);
  }

  private static byte[] backup(Database database) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    database.backup(out);
    return out.toByteArray();
  }

  private void restoreTo(SimStorage target) {
    Restore.restore(target, DATABASE, stream(seedBackup), ProgressListener.NONE);
  }

  private static InputStream stream(byte[] bytes) {
    return new ByteArrayInputStream(bytes);
  }

  private static byte[] ship(Database database, long after) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    database.shipWal(out, after);
    return out.toByteArray();
  }

  private DatabaseBuilder builder(Storage storage, boolean replica) {
    return Database.builder(DATABASE)
        .storage(storage)
        .background(false)
        .readReplica(replica)
        .dirtyBytes(1 << 20)
        .checkpointLogBytes(64 << 10)
        .logSegmentBytes(64 << 10)
        .logRetentionBytes(random.nextBoolean() ? 0 : 1 << 20);
  }

  /** Follows through so many power failures, then is promoted through others. */
  void run(int sessions) {
    for (int i = 0; i < sessions; i++) {
      follow();
    }
    promote();
  }

  private void follow() {
    FaultStorage storage = new FaultStorage(disk);
    CutTrap trap = new CutTrap(disk, new Following(), random, 1 + random.nextInt(4));
    storage.inject(trap);
    Database replica = null;
    try {
      replica = builder(storage, true).open();
      applied = replica.position().version();
      for (int steps = 5 + random.nextInt(15); steps > 0 && !trap.isDead(); steps--) {
        replica = step(replica, storage);
      }
    } catch (KedgeException e) {
      if (!trap.isDead()) {
        throw e;
      }
    } finally {
      closeQuietly(replica);
    }
    assertEquals(List.of(), disk.openFiles());
    if (trap.cuts().isEmpty()) {
      trap.cut("the end");
    }
    long version = 0;
    Cut last = trap.cuts().get(0);
    for (Cut cut : trap.cuts()) {
      version = inspectFollower(cut);
      last = cut;
    }
    disk = last.disk();
    applied = last.kill() ? last.forced() : version;
  }

  /** What was applied is durable when it is seen; what was shipped may be there. */
  private final class Following implements CutTrap.Bounds {
    @Override
    public long forced() {
      return applied;
    }

    @Override
    public long acknowledged() {
      return applied;
    }

    @Override
    public long attempted() {
      return shipped;
    }
  }

  private Database step(Database replica, Storage storage) {
    switch (random.nextInt(8)) {
      case 0 -> replica.checkpoint();
      case 1 -> replica.compact();
      case 2 -> {
        replica.close();
        return builder(storage, true).open();
      }
      default -> {
        commit(random.nextInt(12));
        byte[] stream = ship(primary, Math.max(0, applied - random.nextInt(2)));
        shipped = model.acknowledged();
        applied = replica.applyWal(stream(stream)).position().version();
      }
    }
    return replica;
  }

  /** It has a prefix of what was shipped, and the retry brings the rest. */
  private long inspectFollower(Cut cut) {
    SimStorage copy = cut.disk().kill();
    cuts++;
    try (Database replica = builder(copy, true).open()) {
      long version = checkBounds(replica, cut);
      model.assertMatches(replica);
      byte[] rest = ship(primary, Math.max(0, version - 1));
      assertEquals(primary.position(), replica.applyWal(stream(rest)).position());
      model.assertMatches(replica);
      return version;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(cut.where() + ": " + e, e);
    }
  }

  private static long checkBounds(Database database, Cut cut) {
    long version = database.position().version();
    assertTrue(
        version >= cut.least() && version <= cut.most(),
        "version " + version + " of " + cut.least() + " to " + cut.most());
    return version;
  }

  private void promote() {
    Model its;
    try (Database replica = builder(disk, true).open()) {
      its = model.copyUntil(replica.position().version());
    }
    Workload own = new Workload(random, its, 50, 100, 2000);
    FaultStorage storage = new FaultStorage(disk);
    CutTrap trap = new CutTrap(disk, its, random, 2 + random.nextInt(6));
    storage.inject(trap);
    Database database = null;
    try {
      database = builder(storage, random.nextBoolean()).open();
      if (database.role() == Role.REPLICA || random.nextBoolean()) {
        promoted = database.promote();
        assertEquals(promoted, database.position());
      }
      for (int steps = random.nextInt(20); steps > 0 && !trap.isDead(); steps--) {
        own.commit(database);
        its.force(database.stats().durableVersion());
      }
    } catch (KedgeException e) {
      if (!trap.isDead()) {
        throw e;
      }
    } finally {
      closeQuietly(database);
    }
    for (Cut cut : trap.cuts()) {
      inspectPromoted(cut, its);
    }
  }

  /** Either it was promoted or not; in either case it can be, and can write. */
  private void inspectPromoted(Cut cut, Model its) {
    SimStorage copy = cut.disk().kill();
    long parent = primary.position().generation();
    try (Database database = builder(copy, false).open()) {
      long version = checkBounds(database, cut);
      its.assertMatches(database);
      Position found = database.position();
      assertTrue(its.copyUntil(version).acknowledged() == version);
      Position now = database.promote();
      if (found.generation() == parent) {
        assertNotEquals(parent, now.generation());
      } else {
        assertEquals(found, now);
      }
      Model after = its.copyUntil(version);
      new Workload(random, after, 50, 100, 2000).single(database);
      assertEquals(now.generation(), database.position().generation());
      after.assertMatches(database);
      joinBranch(database, after);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(cut.where() + ": " + e, e);
    }
    cuts++;
  }

  /** Another replica of the old primary can go over to the new one where that left. */
  private void joinBranch(Database branch, Model its) {
    SimStorage elsewhere = new SimStorage();
    restoreTo(elsewhere);
    try (Database replica = builder(elsewhere, true).open()) {
      long from = replica.position().version();
      byte[] stream;
      try {
        stream = ship(branch, from);
      } catch (ReplicaGapException e) {
        // The branch began as a younger state, or has given its history up.
        return;
      }
      assertEquals(branch.position(), replica.applyWal(stream(stream)).position());
      its.assertMatches(replica);
    }
  }

  private static void closeQuietly(@Nullable Database database) {
    try {
      if (database != null) {
        database.close();
      }
    } catch (KedgeException e) {
      // The power is out.
    }
  }

  @Override
  public void close() {
    primary.close();
  }
}
