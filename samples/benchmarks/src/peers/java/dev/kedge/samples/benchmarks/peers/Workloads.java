package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.rng.UniformRandomProvider;
import org.apache.commons.rng.sampling.distribution.RejectionInversionZipfSampler;
import org.apache.commons.rng.sampling.distribution.SharedStateDiscreteSampler;

/** The work on an open database that is about reading and committing. */
final class Workloads {

  private static final double MEGA = 1e6;
  private static final double KILO = 1e3;
  private static final double MILLISECOND = 1e6;
  private static final int READS_AT_ONCE = 64;
  private static final int MIXED_THREADS = 8;
  private static final double ZIPFIAN = 0.99;

  private final Data data;
  private final Duration time;
  private final Results results;

  Workloads(Data data, Duration time, Results results) {
    this.data = data;
    this.time = time;
    this.results = results;
  }

  /** Stores all records in random order, in durable batches. */
  private void load() throws Exception {
    load(IntStream.range(0, data.records()).mapToObj(Entries::key), data.dataset().batch());
  }

  /** Stores all records in the order of their keys, in durable batches of so many. */
  void loadInOrder(int batchSize) throws Exception {
    byte[][] keys =
        IntStream.range(0, data.records()).mapToObj(Entries::key).toArray(byte[][]::new);
    Arrays.parallelSort(keys, Arrays::compareUnsigned);
    load(Arrays.stream(keys), batchSize);
  }

  private void load(Stream<byte[]> keys, int batchSize) throws Exception {
    SplittableRandom random = new SplittableRandom(data.records());
    List<KeyValue> batch = new ArrayList<>();
    try (Session session = data.store().session()) {
      for (Iterator<byte[]> left = keys.iterator(); left.hasNext(); ) {
        batch.add(new KeyValue(left.next(), data.entries().value(random)));
        if (batch.size() == batchSize || !left.hasNext()) {
          session.write(batch);
          batch.clear();
        }
      }
    }
  }

  void timedLoad() throws Exception {
    long start = System.nanoTime();
    load();
    add(Metric.LOAD, (System.nanoTime() - start) / 1e9);
    add(Metric.DISK, Directories.size(data.directory()) / MEGA);
  }

  void reads() throws Exception {
    add(Metric.READS_1, readsPerSecond(1) / KILO);
    add(Metric.READS_2, readsPerSecond(2) / KILO);
  }

  /** Reads random records, 64 between two looks at the clock. */
  double readsPerSecond(int threads) throws Exception {
    return data.threads().run(threads, time, this::read).perSecond();
  }

  private int read(Session session, SplittableRandom random) throws Exception {
    for (int i = 0; i < READS_AT_ONCE; i++) {
      read(session, random.nextInt(data.records()));
    }
    return READS_AT_ONCE;
  }

  private void read(Session session, long number) throws Exception {
    byte[] value = session.get(Entries.key(number));
    if (value == null || value.length != data.entries().valueBytes()) {
      throw new IllegalStateException("record " + number + " is not there");
    }
  }

  /** The first scan proves that all is there and in order, the next ones are timed. */
  void scan() throws Exception {
    try (Session session = data.store().session()) {
      check(session);
      data.threads().run(1, time.dividedBy(2), this::scan); // until it is compiled
      add(Metric.SCAN, data.threads().run(1, time, this::scan).perSecond() / MEGA);
    }
  }

  private void check(Session session) throws Exception {
    OrderCheck order = new OrderCheck();
    session.scan(order);
    if (order.count != data.records()) {
      throw new IllegalStateException("the scan saw " + order.count + " of " + data.records());
    }
  }

  private int scan(Session session, SplittableRandom random) throws Exception {
    ByteCount bytes = new ByteCount();
    session.scan(bytes);
    if (bytes.count != data.liveBytes()) {
      throw new IllegalStateException(bytes.count + " bytes of " + data.liveBytes());
    }
    return data.records();
  }

  void commits() throws Exception {
    commits(1, Metric.COMMITS_1, Metric.COMMITS_1_P99);
    commits(8, Metric.COMMITS_8, Metric.COMMITS_8_P99);
    commits(64, Metric.COMMITS_64, Metric.COMMITS_64_P99);
  }

  private void commits(int threads, Metric rate, Metric p99) throws Exception {
    TimedThreads.Outcome outcome = data.threads().run(threads, time, this::commit);
    add(rate, outcome.perSecond());
    add(p99, outcome.latency().getValueAtPercentile(99) / MILLISECOND);
  }

  private int commit(Session session, SplittableRandom random) throws Exception {
    return commit(session, random, random.nextInt(data.records()));
  }

  private int commit(Session session, SplittableRandom random, long number) throws Exception {
    session.put(Entries.key(number), data.entries().value(random));
    return 1;
  }

  /** YCSB's workloads B and A. */
  void mixed() throws Exception {
    add(Metric.MIXED_B, mixedPerSecond(0.05));
    add(Metric.MIXED_A, mixedPerSecond(0.5));
  }

  private double mixedPerSecond(double commits) throws Exception {
    UniformRandomProvider none = () -> 0;
    SharedStateDiscreteSampler zipfian =
        RejectionInversionZipfSampler.of(none, data.records(), ZIPFIAN);
    return data.threads()
        .run(MIXED_THREADS, time, (session, random) -> mixed(session, random, zipfian, commits))
        .perSecond();
  }

  /** Frequent records are spread over all keys, as keys of successive numbers are. */
  private int mixed(
      Session session, SplittableRandom random, SharedStateDiscreteSampler zipfian, double commits)
      throws Exception {
    int number =
        zipfian.withUniformRandomProvider((UniformRandomProvider) random::nextLong).sample() - 1;
    if (random.nextDouble() < commits) {
      return commit(session, random, number);
    }
    read(session, number);
    return 1;
  }

  private void add(Metric metric, double value) throws IOException {
    results.add(data.dataset(), metric, value);
  }

  private static final class ByteCount implements Session.Visitor {

    private long count;

    @Override
    public void visit(byte[] key, byte[] value) {
      count += key.length + value.length;
    }
  }

  private static final class OrderCheck implements Session.Visitor {

    private byte[] last = {};
    private long count;

    @Override
    public void visit(byte[] key, byte[] value) {
      if (Arrays.compareUnsigned(last, key) >= 0) {
        throw new IllegalStateException("keys are not in order");
      }
      last = key;
      count++;
    }
  }
}
