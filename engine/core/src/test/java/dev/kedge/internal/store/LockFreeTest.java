package dev.kedge.internal.store;

import dev.kedge.Durability;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What works without a lock, in many orders that threads can take. The campaign switches threads at
 * every access to shared memory, which is thorough and takes minutes.
 */
class LockFreeTest {

  /** Commits that are numbered in the order in which they are decided. */
  public static class Queue {
    private final AtomicLong version = new AtomicLong();
    private final CommitQueue queue = new CommitQueue(this::commit);

    private void commit(List<PendingCommit> group) {
      for (PendingCommit commit : group) {
        commit.assign(version.incrementAndGet(), 0);
        commit.succeed();
      }
    }

    @Operation
    public long submit() {
      return queue.submit(PendingCommit.blind(List.of(), Durability.FULL)).version();
    }
  }

  /** The same, one after the other. */
  public static class Counter {
    private long version;

    public long submit() {
      return ++version;
    }
  }

  /** Readers of published states, and a writer that gives up what nobody reads. */
  public static class Readers {
    private final ReaderRegistry registry = new ReaderRegistry();
    private volatile Published published = state(1);
    private volatile long givenUpBelow;

    private static Published state(long version) {
      return new Published(null, null, 0, 0, List.of(), version, 0, 0);
    }

    @Operation(nonParallelGroup = "writer")
    public long publish() {
      long version = published.version() + 1;
      published = state(version);
      givenUpBelow = Math.min(version, registry.oldest());
      return version;
    }

    /** Whether what a short read sees is there until its end. */
    @Operation
    public boolean read() {
      int slot = registry.enter(published.version());
      long version = published.version();
      boolean isThere = givenUpBelow <= version;
      registry.leave(slot);
      return isThere;
    }

    /** Whether what a snapshot sees is there until its end. */
    @Operation
    public boolean pin() {
      try (ReaderRegistry.Pin pin = registry.pin(() -> published)) {
        return givenUpBelow <= pin.state().version();
      }
    }
  }

  /** The same, one after the other. */
  public static class SafeReaders {
    private long version = 1;

    public long publish() {
      return ++version;
    }

    public boolean read() {
      return true;
    }

    public boolean pin() {
      return true;
    }
  }

  private static void stress(Class<?> tested, Class<?> specification) {
    new StressOptions()
        .iterations(3)
        .invocationsPerIteration(100)
        .threads(3)
        .actorsPerThread(3)
        .sequentialSpecification(specification)
        .check(tested);
  }

  private static void exhaust(Class<?> tested, Class<?> specification) {
    new ModelCheckingOptions()
        .iterations(3)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(2)
        .actorsBefore(1)
        .actorsAfter(1)
        // A look at all slots of readers is no livelock.
        .loopBound(1000)
        .sequentialSpecification(specification)
        .check(tested);
  }

  @Test
  void commitsAreDecidedOnceEachAndInOrder() {
    stress(Queue.class, Counter.class);
  }

  @Test
  void nothingIsGivenUpThatAReaderMayStillSee() {
    stress(Readers.class, SafeReaders.class);
  }

  @Test
  @Tag("campaign")
  void commitsAreDecidedOnceEachAndInOrderHoweverThreadsAreSwitched() {
    exhaust(Queue.class, Counter.class);
  }

  @Test
  @Tag("campaign")
  void nothingIsGivenUpThatAReaderMayStillSeeHoweverThreadsAreSwitched() {
    exhaust(Readers.class, SafeReaders.class);
  }
}
