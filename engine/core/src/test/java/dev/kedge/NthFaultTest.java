package dev.kedge;

import static dev.kedge.Databases.bytes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.FaultStorage.Op;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every public operation that touches files, failing at its first, second, third … file call until
 * it gets through, in each way that a call can fail. Afterwards nothing is lost, half there, or
 * left open, and the same operation succeeds.
 */
class NthFaultTest {

  private static final Set<Operation> COMMITS = EnumSet.range(Operation.PUT, Operation.BULK_LOAD);
  private static final FaultWorld WORLD = FaultWorld.create();

  private static long faults;
  private static long fences;
  private static long absorbed;

  /** What is done while the storage fails. Each can be done twice. */
  @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
  private enum Operation {
    PUT(world -> world.primary().put(bytes("a"), bytes("1"))),
    DELETE(world -> world.primary().delete(bytes("key000003"))),
    DELETE_RANGE(world -> world.primary().deleteRange(KeyRange.prefix(bytes("key00001")))),
    WRITE_FULL(world -> write(world, Durability.FULL)),
    WRITE_NORMAL(world -> write(world, Durability.NORMAL)),
    WRITE_OFF(world -> write(world, Durability.OFF)),
    WRITE_INTO_THE_NEXT_SEGMENT(world -> world.primary().put(bytes("b"), new byte[100_000])),
    UPDATE(world -> world.primary().update(tx -> tx.put(bytes("u"), tx.get(bytes("key000001"))))),
    BULK_LOAD(world -> world.primary().bulkLoad(List.of(entry("x"), entry("y")).iterator())),
    CREATE_HOLD(NthFaultTest::hold),
    ADVANCE_HOLD(world -> world.primary().holds().advance("replica", 25)),
    CHECKPOINT_AND_ARCHIVE(NthFaultTest::checkpoint),
    BACKUP(world -> backup(world, BackupOptions.PLAIN)),
    BACKUP_COMPRESSED(world -> backup(world, BackupOptions.COMPRESSED)),
    RESTORE(world -> attemptOnce("restored.kv", world::restore)),
    RESTORE_AND_REPLAY(world -> attemptOnce("replayed.kv", world::restoreAndReplay)),
    SHIP(world -> attemptOnce("2.wal", name -> world.primary().shipWal(Databases.path(name), 30))),
    READ_LOG(NthFaultTest::readLog),
    APPLY(world -> world.replica().applyWal(FaultWorld.SHIPPED)),
    APPLY_THE_ARCHIVE(world -> world.replica().applyWal(FaultWorld.ARCHIVE)),
    APPLY_UNTIL(world -> world.replica().applyWalUntil(FaultWorld.SHIPPED, 30)),
    PROMOTE(world -> world.replica().promote()),
    COMPACT(world -> world.primary().compact()),
    CHECK(world -> world.primary().check()),
    CREATE_A_DATABASE(world -> attemptOnce("another.kv", name -> world.createAnother())),
    CLOSE(FaultWorld::closeAll),
    OPEN(
        world -> {
          world.closeAll();
          world.primary();
          world.replica();
        });

    private final Consumer<FaultWorld> work;

    Operation(Consumer<FaultWorld> work) {
      this.work = work;
    }
  }

  private static Entry entry(String key) {
    return new Entry(bytes(key), bytes("loaded"));
  }

  private static void write(FaultWorld world, Durability durability) {
    WriteBatch batch = new WriteBatch().put(bytes("a"), bytes("1")).put(bytes("z"), bytes("2"));
    world.primary().write(batch.delete(bytes("key000002")), durability);
  }

  private static void hold(FaultWorld world) {
    Holds holds = world.primary().holds();
    holds.drop("other");
    holds.create("other", 30, 1 << 20);
    holds.drop("other");
  }

  private static void checkpoint(FaultWorld world) {
    world.primary().checkpoint();
    world.primary().holds().advance("replica", world.primary().position().version());
    world.primary().checkpoint();
  }

  private static void backup(FaultWorld world, BackupOptions options) {
    attemptOnce("new.kvbak", name -> world.primary().backup(Databases.path(name), options));
  }

  /** A failure at the very last may leave the whole file, which is never replaced then. */
  private static void attemptOnce(String name, Consumer<String> work) {
    try {
      work.accept(name);
    } catch (TargetExistsException e) {
      work.accept("again-" + name);
    }
  }

  private static void readLog(FaultWorld world) {
    try (LogReader log = world.primary().readLog(21)) {
      while (log.next() != null) {
        // To its end.
      }
    }
  }

  /** The ways to fail at the n-th call. */
  @SuppressWarnings("ImmutableEnumChecker") // the lambdas hold nothing
  private enum Way {
    FAILED(Fault::failNth),
    DONE_BUT_FAILED(n -> Fault.failNth(n).afterwards()),
    SHORT_WRITE(n -> Fault.failNth(n, Op.WRITE).shortWrite(0.6)),
    FULL(n -> Fault.failNth(n, Op.WRITE, Op.OPEN, Op.FORCE, Op.CREATE_DIRECTORY).full()),
    FULL_FOR_LONG(n -> Fault.failNth(n, Op.WRITE).full().lasting()),
    GONE_FOR_LONG(n -> Fault.failNth(n).lasting());

    private final LongFunction<Fault> fault;

    Way(LongFunction<Fault> fault) {
      this.fault = fault;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsLostHalfThereOrLeftWhicheverCallFails(Operation operation) {
    learn(operation);
    for (Way way : Way.values()) {
      strikeAll(operation, way, way == Way.FAILED ? 1 : 5);
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("campaign")
  void nothingIsLostHalfThereOrLeftWhicheverCallFailsInWhateverWay(Operation operation) {
    learn(operation);
    for (Way way : Way.values()) {
      strikeAll(operation, way, 1);
    }
  }

  /** Strikes each so many calls, from the first on, until the operation gets through. */
  private static void strikeAll(Operation operation, Way way, int stride) {
    for (long n = 1; struck(operation, way, n); n += stride) {
      assertTrue(n < 5000, "it never gets through");
    }
  }

  /** What the operation leaves if nothing fails, and if it is done twice. */
  private static void learn(Operation operation) {
    FaultWorld world = opened();
    for (int i = 0; i < 2; i++) {
      operation.work.accept(world);
      world.note(world.primary());
    }
    world.closeAll();
  }

  private static FaultWorld opened() {
    FaultWorld world = WORLD.copy();
    world.primary();
    world.replica();
    return world;
  }

  private static boolean struck(Operation operation, Way way, long n) {
    Set<Thread> threads = DatabaseExtension.engineThreads();
    Fault fault = way.fault.apply(n);
    FaultWorld world = opened();
    try {
      long before = world.primary().position().version();
      boolean failed = fails(operation, world, fault);
      assertTrue(fault.fired() || !failed, "it failed for no reason");
      inspect(operation, world, before + (changesThePrimary(operation) && !failed ? 1 : 0));
      DatabaseExtension.assertNoThreads(threads);
      faults += fault.fired() ? 1 : 0;
      absorbed += fault.fired() && !failed ? 1 : 0;
      return fault.fired();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError(operation + ", " + way + ", call " + n + ": " + e, e);
    }
  }

  private static boolean changesThePrimary(Operation operation) {
    return COMMITS.contains(operation);
  }

  private static boolean fails(Operation operation, FaultWorld world, Fault fault) {
    world.storage().inject(fault);
    try {
      operation.work.accept(world);
      return false;
    } catch (KedgeException e) {
      return true;
    } finally {
      world.storage().heal();
    }
  }

  private static void inspect(Operation operation, FaultWorld world, long atLeast) {
    world.inspectOpen();
    fences += world.closeFenced() ? 1 : 0;
    FaultWorld killed = world.copy();
    operation.work.accept(world);
    world.closeAll();
    world.inspectAll(atLeast);
    world.assertTidy();
    killed.inspectAll(atLeast);
  }

  @AfterAll
  static void tell() {
    System.out.println(
        faults + " faults, one at each call; " + fences + " fenced, " + absorbed + " did no harm");
  }
}
