package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.Snapshot;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** Reads of a database that is in the page cache. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class ReadBenchmark {

  private final SplittableRandom random = new SplittableRandom(1);
  private Database database;
  private int records;
  private Cursor cursor;

  /** Takes the database, and a cursor that goes round and round. */
  @Setup(Level.Trial)
  public void open(SampleDatabase sample) {
    database = sample.database();
    records = sample.records;
    cursor = database.cursor(KeyRange.all());
  }

  /** Closes the cursor. */
  @TearDown(Level.Trial)
  public void close() {
    cursor.close();
  }

  /** Makes a key, which the two benchmarks of reads do as well. */
  @Benchmark
  public byte[] keyAlone() {
    return SampleDatabase.storedKey(random.nextInt(records));
  }

  /** Reads a record that is there. */
  @Benchmark
  public byte @Nullable [] getHit() {
    return database.get(SampleDatabase.storedKey(random.nextInt(records)));
  }

  /** Looks for a record that is not there. */
  @Benchmark
  public byte @Nullable [] getMiss() {
    return database.get(SampleDatabase.missingKey(random.nextInt(records)));
  }

  /** Goes to the next record, and takes key and value. */
  @Benchmark
  public void cursorStep(Blackhole blackhole) {
    if (!cursor.next()) {
      cursor.close();
      cursor = database.cursor(KeyRange.all());
      cursor.next();
    }
    blackhole.consume(cursor.key());
    blackhole.consume(cursor.value());
  }

  /** Opens a snapshot and closes it. */
  @Benchmark
  public long snapshot() {
    try (Snapshot snapshot = database.snapshot()) {
      return snapshot.version();
    }
  }
}
