package dev.kedge.internal.io;

import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A fault at the n-th operation of some kinds, to be used until it no longer strikes:
 *
 * <pre>{@code
 * for (int n = 1; ; n++) {
 *   Fault fault = Fault.failNth(n, Op.WRITE, Op.FORCE);
 *   run(new FaultStorage(new SimStorage(), fault));
 *   if (!fault.fired()) {
 *     break;
 *   }
 * }
 * }</pre>
 *
 * <p>The methods that shape it change this object and return it, before it is used. From then on it
 * may be used from any thread.
 */
public final class Fault implements FaultStorage.Injector {

  private final long first;
  private final Set<FaultStorage.Op> kinds;
  private final AtomicLong seen = new AtomicLong();
  private Predicate<Path> where = path -> true;
  private boolean full;
  private boolean lasting;
  private boolean afterwards;
  private double share;

  private Fault(long first, Set<FaultStorage.Op> kinds) {
    this.first = first;
    this.kinds = kinds;
  }

  /**
   * Lets one operation fail with a {@link StorageException}, before it does anything.
   *
   * @param n which one of these kinds, from 1
   * @param kinds the kinds that count; all if none is given
   */
  public static Fault failNth(long n, FaultStorage.Op... kinds) {
    return new Fault(
        n,
        kinds.length == 0 ? EnumSet.allOf(FaultStorage.Op.class) : EnumSet.copyOf(List.of(kinds)));
  }

  /** Only files and directories like these count. */
  public Fault at(Predicate<Path> paths) {
    where = paths;
    return this;
  }

  /** It fails with {@link StorageFullException}. */
  public Fault full() {
    full = true;
    return this;
  }

  /** All later ones fail as well. */
  public Fault lasting() {
    lasting = true;
    return this;
  }

  /** It is done, and then reported as failed. */
  public Fault afterwards() {
    afterwards = true;
    return this;
  }

  /** If it is a write, this share of its bytes is written before it fails, from 0 to 1. */
  public Fault shortWrite(double shareWritten) {
    share = shareWritten;
    return this;
  }

  /** Whether the fault struck. */
  public boolean fired() {
    return seen.get() >= first;
  }

  @Override
  public void before(FaultStorage.Op op, Path path) {
    if (!afterwards && strikes(op, path)) {
      StorageException failure = failure(op, path);
      throw op == FaultStorage.Op.WRITE ? new FaultStorage.ShortWrite(share, failure) : failure;
    }
  }

  @Override
  public void after(FaultStorage.Op op, Path path) {
    if (afterwards && strikes(op, path)) {
      throw failure(op, path);
    }
  }

  private boolean strikes(FaultStorage.Op op, Path path) {
    if (!kinds.contains(op) || !where.test(path)) {
      return false;
    }
    long number = seen.incrementAndGet();
    return lasting ? number >= first : number == first;
  }

  private StorageException failure(FaultStorage.Op op, Path path) {
    return full
        ? new StorageFullException(path, Outcome.NOT_COMMITTED, null)
        : new StorageException(path, "injected fault at " + op, null);
  }
}
