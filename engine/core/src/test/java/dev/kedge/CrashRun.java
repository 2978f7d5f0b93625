package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.CutTrap.Cut;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One database that lives through many power cuts. Each session works on it until the power goes,
 * with several cuts on the way; what each of them left is {@linkplain CrashInspection inspected},
 * and the next session goes on with what the last one left.
 */
final class CrashRun {

  static final Path DATABASE = SimStorage.ROOT.resolve("app.kv");
  static final Path ARCHIVE = SimStorage.ROOT.resolve("archive");

  static {
    EngineLog.silence();
  }

  private final long seed;
  private final Random random;
  private final JumpyClock clock;
  private final int pageSize;
  private final boolean archives;
  private final boolean concurrent;
  private final Model model = new Model();
  private final Workload workload;
  private final CrashInspection inspection;
  private SimStorage disk = new SimStorage();
  private long kills;

  CrashRun(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
    this.clock = new JumpyClock(seed);
    this.pageSize = 4096 << random.nextInt(3);
    this.archives = random.nextInt(3) == 0;
    this.concurrent = random.nextInt(2) == 0;
    int maxKey = 1 + random.nextInt(900);
    int maxValue = new int[] {100, 2000, 12_000, 100_000}[random.nextInt(4)];
    this.workload = new Workload(random, model, 10 + random.nextInt(300), maxKey, maxValue);
    byte[] base = archives ? prepareArchive() : new byte[0];
    this.inspection = new CrashInspection(random, model, this::builder, base);
  }

  /** The directory, and a backup of the empty database. */
  private byte[] prepareArchive() {
    disk.createDirectory(ARCHIVE);
    disk.syncDirectory(SimStorage.ROOT);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Database database = builder(disk).open()) {
      database.backup(out);
    }
    return out.toByteArray();
  }

  /** Cuts so far, kills included. */
  long cuts() {
    return inspection.cuts();
  }

  /** Ends of the process so far. */
  long kills() {
    return kills;
  }

  /** Works and is cut so many times in a row. */
  void run(int sessions) {
    for (int i = 0; i < sessions; i++) {
      try {
        int cuts = 2 + random.nextInt(5);
        session(new CutTrap(disk, model, random, cuts), 20 + random.nextInt(60));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + ", session " + i + ": " + e, e);
      }
    }
  }

  /** Works, and is cut before each change that it makes, from opening to closing. */
  void runCutAtEveryChange() {
    try {
      session(CutTrap.atEveryChange(disk, model, random), 10 + random.nextInt(20));
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ", at every change: " + e, e);
    }
  }

  private void session(CutTrap trap, int steps) {
    FaultStorage storage = new FaultStorage(disk);
    storage.inject(trap);
    Database database = null;
    try {
      database = open(storage);
      for (int i = 0; i < steps && !trap.isDead(); i++) {
        database = step(database, storage, trap);
      }
    } catch (KedgeException e) {
      if (!trap.isDead()) {
        throw e;
      }
    } finally {
      closeQuietly(database);
    }
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
    if (trap.cuts().isEmpty()) {
      trap.cut("the end");
    }
    inspect(trap.cuts());
  }

  /** Looks at what each cut left, and goes on with the last. */
  private void inspect(List<Cut> cuts) {
    long version = 0;
    Cut last = cuts.get(0);
    for (Cut cut : cuts) {
      version = inspection.inspect(cut);
      kills += cut.kill() ? 1 : 0;
      last = cut;
    }
    disk = last.disk();
    long durable = last.kill() ? Math.min(last.forced(), version) : version;
    model.cut(version, durable, Math.min(last.seen(), version));
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

  private Database open(Storage storage) {
    Database database = builder(storage).open();
    assertEquals(model.acknowledged(), database.position().version());
    // Before it is handed out, what was found is made durable.
    model.force(model.acknowledged());
    return database;
  }

  private DatabaseBuilder builder(Storage storage) {
    DatabaseBuilder builder =
        Database.builder(DATABASE)
            .storage(storage)
            .pageSize(pageSize)
            .clock(clock)
            .background(concurrent && random.nextInt(3) == 0)
            .durability(workload.durability())
            .dirtyBytes(1 << 20)
            .checkpointLogBytes((64 << 10) << random.nextInt(3))
            .logRetentionBytes(random.nextInt(3) == 0 ? 100_000 : 0)
            .logSegmentBytes(64 << 10)
            .listener(new NoHoles());
    return archives ? builder.walArchive(flaky(new DirectoryArchive(storage, ARCHIVE))) : builder;
  }

  /** An archive that is not always there. */
  private WalArchive flaky(WalArchive archive) {
    Random own = new Random(random.nextLong());
    return (range, content) -> {
      if (own.nextInt(4) == 0) {
        throw new IOException("try again");
      }
      archive.store(range, content);
    };
  }

  /** The archive must never miss a part of the log. */
  private static final class NoHoles implements DatabaseListener {
    @Override
    public void onArchiveHole(WalArchive.Range lost) {
      throw new AssertionError("a hole in the archive: " + lost);
    }
  }

  /** Does one thing; gives the database to go on with. */
  private Database step(Database database, FaultStorage storage, CutTrap trap) {
    Database current = database;
    try {
      switch (random.nextInt(40)) {
        case 0, 1, 2 -> amidCommits(current, storage, trap, current::checkpoint);
        case 3 -> amidCommits(current, storage, trap, () -> backup(database, trap));
        case 4 -> amidCommits(current, storage, trap, current::compact);
        case 5 -> {
          current.close();
          model.force(model.acknowledged());
          current = open(storage);
        }
        case 6 -> withSnapshot(current);
        case 7 -> hold(current.holds());
        case 8, 9, 10, 11 -> workload.read(current, model.now());
        case 12 -> model.assertLog(current);
        default -> workload.commit(current);
      }
    } catch (ArchiveException e) {
      refuse(trap, e);
    }
    model.force(current.stats().durableVersion());
    return current;
  }

  /** The archive failed in a checkpoint before a commit, which has not begun then. */
  private void refuse(CutTrap trap, ArchiveException e) {
    if (trap.isDead()) {
      throw e;
    }
    if (model.attempted() > model.acknowledged()) {
      model.refuse();
    }
  }

  /** Overwrites much while a snapshot is open, so that checkpoints write what only it reaches. */
  private void withSnapshot(Database database) {
    try (Snapshot snapshot = database.snapshot()) {
      long version = snapshot.version();
      for (int i = random.nextInt(10); i > 0; i--) {
        workload.commit(database);
      }
      database.checkpoint();
      workload.commit(database);
      Model.assertHolds(snapshot, model.at(version));
    }
  }

  private void hold(Holds holds) {
    String name = "hold" + random.nextInt(3);
    switch (random.nextInt(3)) {
      case 0 -> holds.drop(name);
      case 1 -> holds.advance(name, model.acknowledged());
      default -> {
        if (holds.list().stream().noneMatch(hold -> hold.name().equals(name))) {
          holds.create(name, model.acknowledged(), 1 << 20);
        }
      }
    }
  }

  private void backup(Database database, CutTrap trap) {
    long before = model.acknowledged();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean compressed = random.nextBoolean();
    BackupResult result =
        database.backup(out, compressed ? BackupOptions.COMPRESSED : BackupOptions.PLAIN);
    long version = result.position().version();
    assertTrue(version >= before && version <= model.attempted(), result.toString());
    model.force(version);
    if (!trap.isDead() && random.nextInt(3) == 0) {
      assertRestores(out.toByteArray(), version);
    }
  }

  private void assertRestores(byte[] backup, long version) {
    SimStorage elsewhere = new SimStorage();
    Restore.restore(elsewhere, DATABASE, new ByteArrayInputStream(backup), ProgressListener.NONE);
    try (Database restored =
        Database.builder(DATABASE).storage(elsewhere).background(false).open()) {
      assertEquals(version, restored.position().version());
      model.assertMatches(restored);
    }
  }

  /** Runs something that writes the database file, often while commits come in between. */
  private void amidCommits(Database database, FaultStorage storage, CutTrap trap, Runnable work) {
    long before = model.acknowledged();
    Interloper interloper = new Interloper(trap, random, () -> commitAside(database, trap));
    if (concurrent && random.nextBoolean()) {
      storage.inject(interloper);
    }
    try {
      work.run();
    } finally {
      interloper.join();
      storage.inject(trap);
    }
    model.force(before);
  }

  private void commitAside(Database database, CutTrap trap) {
    try {
      workload.single(database);
      if (random.nextInt(3) == 0) {
        database.checkpoint();
        workload.single(database);
        database.checkpoint();
      }
    } catch (ArchiveException e) {
      refuse(trap, e);
    }
  }
}
