package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.internal.wal.HistoryHash;
import dev.kedge.internal.wal.LogGroup;
import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a commit of one put does for the log, before anything is written. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class LogBenchmark {

  /** How long the value is. */
  @Param({"100", "1024"})
  public int valueBytes;

  private final LogGroup group = new LogGroup();
  private List<Op> operations;
  private byte[] encoded;

  /** Makes the operation. */
  @Setup
  public void make() {
    byte[] value = SampleData.halfRandom(valueBytes, 1);
    operations = List.of(Op.put(SampleDatabase.storedKey(1), value));
    encoded = OpCodec.encode(operations);
  }

  /** Encodes the operations of a commit. */
  @Benchmark
  public byte[] encodeOperations() {
    return OpCodec.encode(operations);
  }

  /** Puts a record into an empty group. */
  @Benchmark
  public long addToGroup() {
    group.clear();
    group.add(1, 1, 1, encoded, 0, encoded.length);
    return group.bytes();
  }

  /** Goes on with the history checksum. */
  @Benchmark
  public long historyChecksum() {
    return HistoryHash.next(1, 1, 1, HistoryHash.opsHash(encoded, 0, encoded.length));
  }
}
