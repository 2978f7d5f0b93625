package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.internal.btree.PageSearch;
import dev.kedge.internal.page.PageHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.Warmup;

/** What is done with a single leaf page. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class PageBenchmark {

  private final SplittableRandom random = new SplittableRandom(1);
  private int pageSize;
  private ByteBuffer mapped;
  private ByteBuffer copy;
  private byte[][] keys;

  /** Takes a leaf out of the middle of the file. */
  @Setup(Level.Trial)
  public void read(SampleDatabase sample) throws IOException {
    pageSize = sample.database().options().pageSize();
    try (FileChannel file = FileChannel.open(sample.path())) {
      long offset = leaf(file);
      mapped = file.map(FileChannel.MapMode.READ_ONLY, offset, pageSize);
    }
    copy = ByteBuffer.allocate(pageSize).put(mapped.duplicate()).flip();
    keys = new byte[PageHeader.count(mapped, 0)][];
    Arrays.setAll(keys, index -> PageSearch.key(mapped, index));
  }

  private long leaf(FileChannel file) throws IOException {
    ByteBuffer page = ByteBuffer.allocate(pageSize);
    for (long at = file.size() / pageSize / 2; ; at++) {
      if (file.read(page.clear(), at * pageSize) < pageSize) {
        throw new IOException("no leaf page in the second half of the file");
      }
      // More than a page would have that is not full.
      if (PageHeader.kind(page, 0) == PageHeader.LEAF && PageHeader.count(page, 0) > 20) {
        return at * pageSize;
      }
    }
  }

  /** Finds a key in a leaf that is mapped. */
  @Benchmark
  public int search() {
    return PageSearch.search(mapped, keys[random.nextInt(keys.length)]);
  }

  /** Checks the CRC32C of a page. */
  @Benchmark
  public boolean isIntact() {
    return PageHeader.isIntact(copy, 0, pageSize, PageHeader.number(copy, 0));
  }
}
