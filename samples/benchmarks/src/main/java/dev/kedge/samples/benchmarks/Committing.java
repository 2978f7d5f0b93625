package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import java.time.Duration;

/** How many commits a database takes in the long run. */
final class Committing {

  private Committing() {}

  /**
   * Lets threads commit for some time, in each third of which there is at least one checkpoint: if
   * none has come by itself, one is asked for.
   */
  static Latencies sustained(Database database, Workload workload, int threads, Duration time)
      throws InterruptedException {
    try (Load load = Load.start(database, workload, threads)) {
      warmUp(load, time);
      for (int part = 0; part < Settings.CHECKPOINTS; part++) {
        long before = database.stats().checkpoints();
        Thread.sleep(time.toMillis() / Settings.CHECKPOINTS);
        if (database.stats().checkpoints() == before) {
          database.checkpoint();
        }
      }
      return load.take();
    }
  }

  /** How much a commit of one thread writes to the log at once. */
  static int groupBytes(Database database, Workload workload, Duration time)
      throws InterruptedException {
    DatabaseStats before = database.stats();
    DatabaseStats after;
    do {
      once(database, workload, 1, time);
      after = database.stats();
    } while (after.groups() == before.groups());
    long bytes = after.loggedBytes() - before.loggedBytes();
    return Math.toIntExact(bytes / (after.groups() - before.groups()));
  }

  /** Lets threads commit for some time. */
  static Latencies once(Database database, Workload workload, int threads, Duration time)
      throws InterruptedException {
    try (Load load = Load.start(database, workload, threads)) {
      Thread.sleep(time.toMillis());
      return load.take();
    }
  }

  private static void warmUp(Load load, Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis() / 10);
    load.take();
  }
}
