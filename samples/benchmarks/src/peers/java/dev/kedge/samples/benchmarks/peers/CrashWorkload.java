package dev.kedge.samples.benchmarks.peers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Commits until the process is killed, and in another process sees what is there. */
final class CrashWorkload {

  /** In case nobody kills it. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private static final double MILLISECOND = 1e6;

  private final Engine engine;
  private final EngineSettings settings;
  private final Dataset dataset;
  private final Path directory;
  private final Acknowledgements acknowledgements;

  CrashWorkload(
      Engine engine,
      EngineSettings settings,
      Dataset dataset,
      Path directory,
      Acknowledgements acknowledgements) {
    this.engine = engine;
    this.settings = settings;
    this.dataset = dataset;
    this.directory = directory;
    this.acknowledgements = acknowledgements;
  }

  /** Commits new records in 8 threads. */
  void write() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(Acknowledgements.THREADS);
    try (Store store = engine.open(directory, settings)) {
      List<Future<?>> futures = new ArrayList<>();
      for (int i = 0; i < Acknowledgements.THREADS; i++) {
        int thread = i;
        futures.add(
            executor.submit(
                () -> {
                  write(store, thread);
                  return null;
                }));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } finally {
      executor.shutdown();
    }
  }

  private void write(Store store, int thread) throws Exception {
    long end = System.nanoTime() + LONGEST.toNanos();
    try (Session session = store.session()) {
      for (long index = 0; System.nanoTime() < end; index++) {
        long number = Acknowledgements.record(thread, index);
        session.put(Entries.key(number), dataset.entries().value(number));
        acknowledgements.set(thread, index + 1);
      }
    }
  }

  /** Opens, reads one record, then all that were acknowledged. */
  void check(Results results) throws Exception {
    warmUp();
    long start = System.nanoTime();
    try (Store store = engine.open(directory, settings);
        Session session = store.session()) {
      if (session.get(Entries.key(0)) == null) {
        throw new IllegalStateException("a record of the load is lost");
      }
      results.add(dataset, Metric.RECOVERY, (System.nanoTime() - start) / MILLISECOND);
      results.add(dataset, Metric.ACKNOWLEDGED, (double) acknowledgements.sum());
      results.add(dataset, Metric.LOST, (double) lost(session));
    }
  }

  /** Loads classes and native libraries on another database, as they are no part of recovery. */
  private void warmUp() throws Exception {
    Path other = Files.createDirectories(directory.resolveSibling("warm-up"));
    try (Store store = engine.open(other, settings);
        Session session = store.session()) {
      session.put(Entries.key(0), dataset.entries().value(0));
      session.get(Entries.key(0));
    }
    Directories.delete(other);
  }

  private long lost(Session session) throws Exception {
    long lost = 0;
    for (int thread = 0; thread < Acknowledgements.THREADS; thread++) {
      long count = acknowledgements.count(thread);
      for (long index = 0; index < count; index++) {
        long number = Acknowledgements.record(thread, index);
        byte[] value = session.get(Entries.key(number));
        if (!Arrays.equals(value, dataset.entries().value(number))) {
          lost++;
        }
      }
    }
    return lost;
  }
}
