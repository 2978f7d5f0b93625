package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.Durability;
import dev.kedge.WriteBatch;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A put in a batch of a thousand, over random records. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class BatchBenchmark {

  private static final int PUTS = 1000;

  private final SplittableRandom random = new SplittableRandom(1);
  private final byte[] value = SampleData.halfRandom(SampleData.VALUE_BYTES, 1);
  private Database database;
  private int records;

  /** Takes the database. */
  @Setup(Level.Trial)
  public void open(SampleDatabase sample) {
    database = sample.database();
    records = sample.records;
  }

  /** Fills the batch only. */
  @Benchmark
  @OperationsPerInvocation(PUTS)
  public WriteBatch fill() {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < PUTS; i++) {
      batch.put(SampleDatabase.storedKey(random.nextInt(records)), value);
    }
    return batch;
  }

  /** Fills it and commits it, without waiting for the device. */
  @Benchmark
  @OperationsPerInvocation(PUTS)
  public Commit fillAndCommit() {
    return database.write(fill(), Durability.OFF);
  }
}
