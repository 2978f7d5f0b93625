package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.CutTrap.Cut;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.page.Meta;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Opens what a power cut left and compares it with the model; now and then with further damage that
 * must be survived, or noticed. It works on copies.
 */
final class CrashInspection {

  private static final Path LOG = SimStorage.ROOT.resolve("app.kv-wal");

  private final Random random;
  private final Model model;
  private final Function<Storage, DatabaseBuilder> builder;
  private final byte[] archiveBase;
  private long cuts;

  /**
   * Inspections.
   *
   * @param builder opens the database on a disk
   * @param archiveBase a backup from before the first commit, onto which the archive is applied;
   *     empty if there is no archive
   */
  CrashInspection(
      Random random, Model model, Function<Storage, DatabaseBuilder> builder, byte[] archiveBase) {
    this.random = random;
    this.model = model;
    this.builder = builder;
    this.archiveBase = archiveBase;
  }

  /** How many cuts were inspected, with those that were added. */
  long cuts() {
    return cuts;
  }

  /** Inspects what a cut left; gives the version that is there. */
  long inspect(Cut cut) {
    try {
      cuts++;
      long version = open(cut);
      switch (random.nextInt(8)) {
        case 0, 1 -> withoutNewestMeta(cut.disk().kill(), version);
        case 2 -> withoutLog(cut, true);
        case 3 -> withoutLog(cut, false);
        default -> {}
      }
      return version;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(cut.where() + ": " + e, e);
    }
  }

  private Database open(Storage disk) {
    return builder.apply(disk).open();
  }

  private long open(Cut cut) {
    SimStorage copy = cut.disk().kill();
    long version;
    try (Database database = open(copy)) {
      version = database.position().version();
      assertTrue(
          version >= cut.least() && version <= cut.most(),
          "version " + version + " of " + cut.least() + " to " + cut.most());
      Model.assertHolds(database, model.at(version));
      model.assertLog(database);
      if (random.nextInt(3) == 0) {
        cutAgain(copy.crash(random), version);
      }
      for (HoldInfo hold : database.holds().list()) {
        long held = database.stats().logFirstVersion() - 1;
        assertTrue(held <= hold.version(), hold + " is not held, the log begins after " + held);
      }
      if (archiveBase.length > 0) {
        checkArchive(copy, database);
      }
      assertEquals(List.of(), database.check().problems());
      byte[] key = {1};
      assertEquals(version + 1, database.write(new WriteBatch().put(key, key)).version());
      assertArrayEquals(key, database.get(key));
    }
    assertEquals(List.of(), copy.openFiles());
    assertEquals(List.of(), copy.heldLocks());
    return version;
  }

  /** What was seen once is durable: after another cut it is still there. */
  private void cutAgain(SimStorage again, long version) {
    try (Database database = open(again)) {
      assertEquals(version, database.position().version(), "after a second cut");
      model.assertMatches(database);
    }
    cuts++;
  }

  /** The archive and what the log still has are the whole history, without a hole. */
  private void checkArchive(SimStorage copy, Database database) {
    long held = database.stats().logFirstVersion() - 1;
    Path replica = SimStorage.ROOT.resolve("replica.kv");
    Restore.restore(copy, replica, new ByteArrayInputStream(archiveBase), ProgressListener.NONE);
    try (Database follower =
        Database.builder(replica).storage(copy).background(false).readReplica(true).open()) {
      long archived = follower.applyWal(CrashRun.ARCHIVE).position().version();
      assertTrue(archived >= held, "archived to " + archived + ", held from " + held);
      assertTrue(archived <= database.position().version());
      model.assertMatches(follower);
    }
  }

  /** If the newest meta page is damaged, the older one and the log give the same state. */
  private void withoutNewestMeta(SimStorage damaged, long version) {
    List<Meta> metas = metas(damaged);
    if (metas.size() < 2) {
      // The cut has damaged one already.
      return;
    }
    Meta newest = Collections.max(metas, Comparator.comparingLong(Meta::sequence));
    long position = (long) newest.slot() * newest.pageSize() + random.nextInt(Meta.BYTES);
    damaged.flipBit(CrashRun.DATABASE, position, random.nextInt(8));
    try (Database database = open(damaged)) {
      assertEquals(version, database.position().version(), "without the newest meta page");
      model.assertMatches(database);
    }
  }

  /** The meta pages that can be read. */
  private static List<Meta> metas(SimStorage disk) {
    if (!disk.exists(CrashRun.DATABASE)) {
      return List.of();
    }
    byte[] file = disk.readFile(CrashRun.DATABASE);
    Optional<Meta> first = Meta.decode(file, 0, "first");
    Optional<Meta> second = first.flatMap(m -> Meta.decode(file, m.pageSize(), "second"));
    return Stream.of(first, second).flatMap(Optional::stream).toList();
  }

  /**
   * Without the folder, or the segments in it, nothing is missing, or it is noticed. A file that
   * says that it needs its log may refuse although no commit is left: the first of an earlier
   * session may have got no further than saying so.
   */
  private void withoutLog(Cut cut, boolean folder) {
    SimStorage damaged = cut.disk().kill();
    boolean required = metas(damaged).stream().anyMatch(Meta::logRequired);
    for (Path file : damaged.list(LOG)) {
      if (folder || file.toString().endsWith(".wal")) {
        damaged.delete(file);
      }
    }
    if (folder) {
      damaged.delete(LOG);
    }
    DatabaseBuilder again = builder.apply(damaged).listener(DatabaseListener.NONE);
    try (Database database = again.open()) {
      long version = database.position().version();
      long least = Math.min(cut.seen(), cut.least());
      assertTrue(version >= least, "version " + version + " of " + least + " without the log");
      Model.assertHolds(database, model.at(version));
    } catch (CorruptionException e) {
      assertTrue(cut.most() > 0 || required, e.toString());
    }
  }
}
