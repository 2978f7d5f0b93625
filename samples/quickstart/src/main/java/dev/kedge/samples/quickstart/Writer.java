package dev.kedge.samples.quickstart;

import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.Transaction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps committing in the background: each transaction swaps the contents of two files. It notes
 * what it did at which version, so that what the database must hold at any version is known from
 * here, and not by asking the database.
 */
final class Writer implements AutoCloseable {

  private record Swap(long version, String one, String other, Duration took) {}

  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final Database database;
  private final JdkFiles files;
  private final Random random = new Random(1); // the same swaps in each run
  private final List<Swap> swaps = new ArrayList<>(); // guarded by this
  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final CompletableFuture<Void> running;
  private volatile boolean stopping;

  /** Starts to write to a database that holds the files and has no other writer. */
  Writer(Database database, JdkFiles files) {
    this.database = database;
    this.files = files;
    this.running = CompletableFuture.runAsync(this::run, executor);
  }

  private void run() {
    while (!stopping) {
      swap(anyName(), anyName());
      // On a fast disk, too, the log grows no faster than the story can be told.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private String anyName() {
    return files.names().get(random.nextInt(files.names().size()));
  }

  /**
   * Commits and notes it under one lock, so that whoever asks finds every commit noted that a
   * backup or a replica can have.
   */
  private synchronized void swap(String one, String other) {
    long start = System.nanoTime();
    Commit commit = database.update(transaction -> swap(transaction, one, other));
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    swaps.add(new Swap(commit.version(), one, other, took));
  }

  private static void swap(Transaction transaction, String one, String other) {
    byte[] contentOfOne = Objects.requireNonNull(transaction.get(JdkFiles.key(one)));
    byte[] contentOfOther = Objects.requireNonNull(transaction.get(JdkFiles.key(other)));
    transaction.put(JdkFiles.key(one), contentOfOther);
    transaction.put(JdkFiles.key(other), contentOfOne);
  }

  private synchronized List<Swap> swaps() {
    return List.copyOf(swaps);
  }

  /** What the database must hold at a version: for each key the file whose content it has. */
  SortedMap<String, String> contentAt(long version) {
    SortedMap<String, String> content = new TreeMap<>();
    files.names().forEach(name -> content.put(name, name));
    for (Swap swap : swaps()) {
      if (swap.version() <= version) {
        String fileOfOne = content.get(swap.one());
        content.put(swap.one(), content.get(swap.other()));
        content.put(swap.other(), fileOfOne);
      }
    }
    return content;
  }

  /** How many commits it has made. */
  int commits() {
    return swaps().size();
  }

  /** How long the slowest of the commits took that it made from one on. */
  Duration slowestFrom(int first) {
    return swaps().stream()
        .skip(first)
        .map(Swap::took)
        .max(Duration::compareTo)
        .orElse(Duration.ZERO);
  }

  /**
   * Ends after the commit under way. A second call does nothing.
   *
   * @throws IllegalStateException if a commit failed; each call says so again
   */
  @Override
  public void close() {
    stopping = true;
    executor.shutdown();
    try {
      running.join();
    } catch (CompletionException e) {
      throw new IllegalStateException("the writer failed: " + e.getCause(), e.getCause());
    }
  }
}
