package dev.kedge.samples.benchmarks.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;

/** Lets threads do something again and again for a time, each in a session of its own. */
final class TimedThreads {

  private static final int DIGITS = 3;

  private final Store store;

  TimedThreads(Store store) {
    this.store = store;
  }

  /** What is done again and again. */
  interface Work {

    /** Does it; gives how many operations it was. */
    int once(Session session, SplittableRandom random) throws Exception;
  }

  /**
   * How it went.
   *
   * @param perSecond operations of all threads together
   * @param latency of each call of the work, in nanoseconds
   */
  record Outcome(double perSecond, Histogram latency) {}

  /** Works for a time after a shorter one that does not count. */
  Outcome run(int threads, Duration time, Work work) throws Exception {
    measure(threads, time.dividedBy(4), work);
    return measure(threads, time, work);
  }

  private Outcome measure(int threads, Duration time, Work work) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      CountDownLatch ready = new CountDownLatch(threads);
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        SplittableRandom random = Seeds.next();
        outcomes.add(executor.submit(() -> work(ready, time, random, work)));
      }
      return sum(outcomes);
    } finally {
      executor.shutdown();
    }
  }

  private Outcome work(CountDownLatch ready, Duration time, SplittableRandom random, Work work)
      throws Exception {
    Histogram latency = new Histogram(DIGITS);
    try (Session session = open(ready)) {
      ready.await();
      long start = System.nanoTime();
      long end = start + time.toNanos();
      long operations = 0;
      long now = start;
      do {
        long before = now;
        operations += work.once(session, random);
        now = System.nanoTime();
        latency.recordValue(now - before);
      } while (now < end);
      return new Outcome(operations * 1e9 / (now - start), latency);
    }
  }

  private Session open(CountDownLatch ready) throws Exception {
    try {
      return store.session();
    } finally {
      ready.countDown(); // also if it fails: nobody waits for this thread
    }
  }

  private static Outcome sum(List<Future<Outcome>> outcomes) throws Exception {
    Histogram latency = new Histogram(DIGITS);
    double perSecond = 0;
    for (Future<Outcome> future : outcomes) {
      Outcome outcome = future.get();
      perSecond += outcome.perSecond();
      latency.add(outcome.latency());
    }
    return new Outcome(perSecond, latency);
  }
}
