package dev.kedge.samples.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** The same work in some threads at once. */
final class Parallel {

  private Parallel() {}

  /** Runs it with the numbers from 0 on, one a thread; fails if one of them does. */
  static void run(int threads, IntConsumer work) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Object> done :
          pool.invokeAll(IntStream.range(0, threads).mapToObj(i -> task(work, i)).toList())) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }
  }

  private static Callable<Object> task(IntConsumer work, int number) {
    return Executors.callable(() -> work.accept(number));
  }
}
