package dev.kedge;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.FaultStorage.Op;
import dev.kedge.internal.io.SimStorage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Cuts the power at some of the operations that change a simulated disk: keeps what a power cut, or
 * the end of the process, would leave of it just then. After the last cut nothing works any more.
 * Any thread may use it.
 */
final class CutTrap implements FaultStorage.Injector {

  private static final Set<Op> CHANGES =
      EnumSet.of(
          Op.WRITE,
          Op.FORCE,
          Op.RENAME,
          Op.PUBLISH,
          Op.DELETE,
          Op.CREATE_DIRECTORY,
          Op.SYNC_DIRECTORY,
          Op.TRUNCATE,
          Op.LOCK);

  /**
   * What a cut left.
   *
   * @param disk the disk
   * @param kill whether only the process ended
   * @param forced the version through which it was known to be durable
   * @param seen the version through which somebody had seen it
   * @param least the lowest version that must be there
   * @param most the highest that may
   * @param where at which operation it was, for messages
   */
  record Cut(
      SimStorage disk, boolean kill, long forced, long seen, long least, long most, String where) {}

  /** What is known of the versions on a disk at any moment. */
  interface Bounds {
    /** The last version that must survive a power cut. */
    long forced();

    /** The last version that must survive the end of the process. */
    long acknowledged();

    /** The last version that may be there. */
    long attempted();

    /** The last version that anybody has seen. */
    default long seen() {
      return acknowledged();
    }
  }

  private final SimStorage disk;
  private final Bounds bounds;
  private final Random random;
  private final List<Cut> cuts = new ArrayList<>();
  private int left;
  private long countdown;
  private long changes;
  private boolean always;
  private boolean dead;

  /**
   * A trap.
   *
   * @param disk what is cut
   * @param bounds what must and what may be on it
   * @param cuts how many cuts there shall be, at least 1
   */
  CutTrap(SimStorage disk, Bounds bounds, Random random, int cuts) {
    this.disk = disk;
    this.bounds = bounds;
    this.random = random;
    this.left = cuts;
    this.countdown = gap();
  }

  /** A trap that cuts once, just before the {@code n}-th change, counted from 1. */
  static CutTrap atChange(long n, SimStorage disk, Bounds bounds, Random random) {
    CutTrap trap = new CutTrap(disk, bounds, random, 1);
    trap.countdown = n;
    return trap;
  }

  /** A trap that cuts before each change, and lets all go on. */
  static CutTrap atEveryChange(SimStorage disk, Bounds bounds, Random random) {
    CutTrap trap = new CutTrap(disk, bounds, random, Integer.MAX_VALUE);
    trap.always = true;
    trap.countdown = 1;
    return trap;
  }

  /** Sometimes a few operations at which much happens are cut closely. */
  private long gap() {
    if (always) {
      return 1;
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> 1 + random.nextInt(4);
      case 2 -> 1 + random.nextInt(200);
      default -> 1 + random.nextInt(40);
    };
  }

  @Override
  public synchronized void before(Op op, Path path) {
    if (!dead && CHANGES.contains(op)) {
      changes++;
      if (--countdown == 0) {
        cut(op + " of " + path.getFileName() + ", change " + changes);
        countdown = gap();
      }
    }
    if (dead) {
      throw new StorageException(path, "the power is out", null);
    }
  }

  /** Cuts now. */
  synchronized void cut(String where) {
    boolean kill = random.nextInt(4) == 0;
    // In this order: what is acknowledged meanwhile may be missing.
    long forced = bounds.forced();
    long least = kill ? bounds.acknowledged() : forced;
    SimStorage rest = kill ? disk.kill() : disk.crash(random);
    String what = (kill ? "kill at " : "cut at ") + where;
    long most = bounds.attempted();
    cuts.add(new Cut(rest, kill, forced, bounds.seen(), least, most, what));
    dead = --left == 0;
  }

  /** Whether nothing works any more. */
  synchronized boolean isDead() {
    return dead;
  }

  /** The cuts so far. */
  synchronized List<Cut> cuts() {
    return List.copyOf(cuts);
  }
}
