package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kedge.CutTrap.Bounds;
import dev.kedge.CutTrap.Cut;
import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/**
 * Cuts the power while a backup is restored, and while one is written to a file: what should appear
 * is there whole or not at all, and nothing is in the way of the next attempt.
 */
final class PublishCuts {

  private static final Path SOURCE = SimStorage.ROOT.resolve("source.kv");
  private static final Path TARGET = SimStorage.ROOT.resolve("target");

  private final Random random;
  private final Model model = new Model();
  private final Workload workload;
  private long cuts;

  PublishCuts(long seed) {
    random = new Random(seed);
    workload = new Workload(random, model, 100, 100, 50_000);
  }

  long cuts() {
    return cuts;
  }

  /** What is cut, and how to find out what is there afterwards. */
  private interface Work {
    void attempt(Storage storage);

    void verify(SimStorage disk);
  }

  /** Cuts restores of a plain and a compressed backup. */
  void cutRestores() {
    SimStorage disk = source();
    for (BackupOptions how : new BackupOptions[] {BackupOptions.PLAIN, BackupOptions.COMPRESSED}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      try (Database database = open(disk, SOURCE)) {
        database.backup(out, how);
      }
      cut(new SimStorage(), new Restoring(out.toByteArray(), new byte[0]));
    }
  }

  /** Cuts restores with log that is replayed. */
  void cutReplays() {
    SimStorage disk = source();
    ByteArrayOutputStream backup = new ByteArrayOutputStream();
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (Database database = open(disk, SOURCE)) {
      database.backup(backup);
      long after = database.position().version();
      commit(database, 30);
      database.checkpoint(); // only what is forced is shipped
      database.shipWal(log, after);
    }
    model.force(model.acknowledged());
    cut(new SimStorage(), new Restoring(backup.toByteArray(), log.toByteArray()));
  }

  /** Cuts backups to a file. */
  void cutBackups() {
    cut(source(), new BackingUp());
  }

  private static Database open(Storage storage, Path file) {
    return Database.builder(file).storage(storage).background(false).pageSize(4096).open();
  }

  private SimStorage source() {
    SimStorage disk = new SimStorage();
    try (Database database = open(disk, SOURCE)) {
      commit(database, 40);
    }
    model.force(model.acknowledged());
    return disk;
  }

  private void commit(Database database, int count) {
    for (int i = 0; i < count; i++) {
      workload.commit(database);
    }
  }

  private void cut(SimStorage disk, Work work) {
    SimStorage before = disk;
    boolean done = false;
    for (long change = 1; !done; change++) {
      SimStorage attempted = before.kill();
      FaultStorage storage = new FaultStorage(attempted);
      CutTrap trap = CutTrap.atChange(change, attempted, new Anything(), random);
      storage.inject(trap);
      try {
        work.attempt(storage);
        done = true;
      } catch (StorageException e) {
        Cut cut = trap.cuts().get(0);
        inspect(cut, work);
        // Half of the time the next attempt finds what this one left.
        before = random.nextBoolean() && !cut.disk().exists(TARGET) ? cut.disk() : before;
        cuts++;
      }
    }
  }

  /** The trap is not asked for versions here. */
  private static final class Anything implements Bounds {
    @Override
    public long forced() {
      return 0;
    }

    @Override
    public long acknowledged() {
      return 0;
    }

    @Override
    public long attempted() {
      return 0;
    }
  }

  private static void inspect(Cut cut, Work work) {
    SimStorage disk = cut.disk().kill();
    try {
      if (disk.exists(TARGET)) {
        assertThrows(TargetExistsException.class, () -> work.attempt(disk));
      } else {
        work.attempt(disk);
        long temporaries =
            disk.list(SimStorage.ROOT).stream()
                .filter(file -> file.toString().contains("tmp"))
                .count();
        assertEquals(0, temporaries, "temporary files are left");
      }
      work.verify(disk);
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(cut.where() + ": " + e, e);
    }
  }

  private void verifyDatabase(SimStorage disk, Path file) {
    try (Database database = open(disk, file)) {
      assertEquals(model.acknowledged(), database.position().version());
      model.assertMatches(database);
      database.put(new byte[] {1}, new byte[0]);
    }
  }

  private final class Restoring implements Work {
    private final byte[] backup;
    private final byte[] log;

    /** Restores a backup; if there is log, it is replayed. */
    Restoring(byte[] backup, byte[] log) {
      this.backup = backup;
      this.log = log;
    }

    @Override
    public void attempt(Storage storage) {
      InputStream in = new ByteArrayInputStream(backup);
      if (log.length == 0) {
        Restore.restore(storage, TARGET, in, ProgressListener.NONE);
      } else {
        Restore.restore(storage, TARGET, in, this::replay, ProgressListener.NONE);
      }
    }

    private void replay(Replay replay) {
      replay.apply(new ByteArrayInputStream(log), Long.MAX_VALUE, Instant.MAX);
    }

    @Override
    public void verify(SimStorage disk) {
      verifyDatabase(disk, TARGET);
    }
  }

  private final class BackingUp implements Work {
    @Override
    public void attempt(Storage storage) {
      try (Database database = open(storage, SOURCE)) {
        database.backup(TARGET);
      }
    }

    @Override
    public void verify(SimStorage disk) {
      Path restored = SimStorage.ROOT.resolve("restored.kv");
      Restore.restore(disk, restored, TARGET, ProgressListener.NONE);
      verifyDatabase(disk, restored);
    }
  }
}
