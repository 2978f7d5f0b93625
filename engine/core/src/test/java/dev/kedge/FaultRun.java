package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.FaultStorage.ShortWrite;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * One database whose storage fails now and then, once each time. What fails then says so with a
 * typed error; what is not fenced goes on as if it had not been tried, and what is fenced is
 * reopened and has what it must.
 */
final class FaultRun {

  private static final Path DATABASE = SimStorage.ROOT.resolve("app.kv");
  private static final Path ARCHIVE = SimStorage.ROOT.resolve("archive");

  private final Random random;
  private final Model model = new Model();
  private final Workload workload;
  private final SimStorage disk = new SimStorage();
  private final FaultStorage storage = new FaultStorage(disk);
  private final boolean archives;
  private long faults;
  private long fences;
  private final boolean background;
  private volatile boolean struck;
  private String where = "no fault";

  /**
   * A run.
   *
   * @param background whether the engine has threads of its own, which may be what fails
   */
  FaultRun(long seed, boolean background) {
    random = new Random(seed);
    this.background = background;
    archives = random.nextInt(3) == 0;
    int maxValue = new int[] {100, 3000, 30_000}[random.nextInt(3)];
    workload = new Workload(random, model, 10 + random.nextInt(200), 100, maxValue);
    disk.createDirectory(ARCHIVE);
    disk.syncDirectory(SimStorage.ROOT);
  }

  /** How often the storage failed. */
  long faults() {
    return faults;
  }

  /** How often the database was fenced by it. */
  long fences() {
    return fences;
  }

  /** Does so many steps; fails if one does not end as it should. */
  void run(int steps) {
    try {
      Database database = open();
      arm();
      for (int i = 0; i < steps; i++) {
        database = step(database);
      }
      storage.heal();
      model.assertMatches(database);
      close(database);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(where + ": " + e, e);
    }
  }

  private void close(Database database) {
    try {
      database.close();
    } catch (KedgeException e) {
      assertStruck(e);
    }
    assertNothingLeft();
  }

  private void assertNothingLeft() {
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
  }

  private Database open() {
    DatabaseBuilder builder =
        Database.builder(DATABASE)
            .storage(storage)
            .background(background)
            .pageSize(4096)
            .dirtyBytes(1 << 20)
            .checkpointLogBytes(64 << 10)
            .logRetentionBytes(random.nextBoolean() ? 0 : 1 << 20)
            .logSegmentBytes(64 << 10);
    if (archives) {
      builder.walArchive(new DirectoryArchive(storage, ARCHIVE));
    }
    while (true) {
      try {
        Database database = builder.open();
        storage.heal();
        return database;
      } catch (KedgeException e) {
        assertStruck(e);
        assertNothingLeft();
        storage.heal();
      }
    }
  }

  /** Lets a later operation fail. */
  private void arm() {
    struck = false;
    storage.inject(new OneFault());
  }

  /** One fault, of any kind, before or after the operation is done. */
  private final class OneFault implements FaultStorage.Injector {
    private final boolean full = random.nextBoolean();
    private final boolean afterwards = random.nextInt(4) == 0;
    private final boolean loses = random.nextBoolean();
    private final double share = random.nextDouble();
    private long countdown = 1L + random.nextInt(random.nextBoolean() ? 10 : 200);

    @Override
    public void before(Op op, Path path) {
      if (!afterwards) {
        strike(op, path);
      }
    }

    @Override
    public void after(Op op, Path path) {
      if (afterwards) {
        strike(op, path);
      }
    }

    private synchronized void strike(Op op, Path path) {
      boolean takesRoom = op == Op.WRITE || op == Op.OPEN || op == Op.FORCE;
      if ((full && !takesRoom) || --countdown != 0) {
        return;
      }
      faults++;
      struck = true;
      where = "fault " + faults + ", " + op + " of " + path.getFileName() + (full ? ", full" : "");
      if (op == Op.FORCE && loses && !afterwards) {
        disk.loseUnforced(path);
      }
      StorageException failure = failure(op, path);
      throw op == Op.WRITE && !afterwards ? new ShortWrite(share, failure) : failure;
    }

    private StorageException failure(Op op, Path path) {
      if (full) {
        Outcome outcome = op == Op.FORCE ? Outcome.UNKNOWN : Outcome.NOT_COMMITTED;
        return new StorageFullException(path, outcome, null);
      }
      return new StorageException(path, "injected", null);
    }
  }

  private Database step(Database database) {
    Database current = database;
    try {
      switch (random.nextInt(30)) {
        case 0 -> current.checkpoint();
        case 1 -> current.backup(new ByteArrayOutputStream());
        case 2 -> current.compact();
        case 3 -> current = reopen(current);
        case 4 -> workload.read(current, model.now());
        case 5 -> current.shipWal(new ByteArrayOutputStream());
        case 6 -> assertTrue(current.check().isOk() || struck);
        case 7 -> hold(current.holds());
        default -> workload.commit(current);
      }
    } catch (KedgeException e) {
      assertStruck(e);
      current = goOn(current);
    }
    return struck ? lookAround(current) : current;
  }

  private Database lookAround(Database database) {
    storage.heal();
    try {
      Model.assertHolds(database, model.now());
      assertEquals(List.of(), database.check().problems());
    } catch (DatabaseFencedException e) {
      assertTrue(background, e.toString());
      return goOn(database);
    }
    arm();
    return database;
  }

  /** A thread of the engine may be done with an earlier fault only now. */
  private void assertStruck(KedgeException e) {
    assertTrue(struck || (background && faults > 0), "nothing was injected: " + e);
  }

  private void hold(Holds holds) {
    if (!holds.drop("hold")) {
      holds.create("hold", model.acknowledged(), 1 << 20);
    }
  }

  private Database goOn(Database failed) {
    storage.heal();
    if (failed.stats().fenced()) {
      fences++;
      Model.assertHolds(failed, model.now());
      return reopen(failed);
    }
    if (model.attempted() > model.acknowledged()) {
      model.refuse();
    }
    assertEquals(model.acknowledged(), failed.position().version());
    return failed;
  }

  private Database reopen(Database database) {
    close(database);
    Database again = open();
    long version = again.position().version();
    assertTrue(
        version >= model.forced() && version <= model.attempted(),
        "version " + version + " of " + model.forced() + " to " + model.attempted());
    model.cut(version, version, version);
    Model.assertHolds(again, model.now());
    arm();
    return again;
  }
}
