package dev.kedge.samples.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Path;

/** The program that carries out one {@link LongOperation} and prints the most heap it had. */
final class HeapChild {

  private HeapChild() {}

  /** Takes the operation, the directory, and the records and the seed of the workload. */
  public static void main(String[] args) throws Exception {
    Workload workload =
        new Workload(Long.parseLong(args[2]), Settings.VALUE_BYTES, Long.parseLong(args[3]));
    LongOperation.valueOf(args[0]).run(Path.of(args[1]), workload);
    System.out.println(peakHeapBytes());
  }

  /** An upper bound: the pools need not have had their peaks at the same time. */
  private static long peakHeapBytes() {
    long peaks =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .map(MemoryPoolMXBean::getPeakUsage)
            .mapToLong(usage -> usage.getUsed())
            .sum();
    return Math.min(peaks, Runtime.getRuntime().maxMemory());
  }
}
