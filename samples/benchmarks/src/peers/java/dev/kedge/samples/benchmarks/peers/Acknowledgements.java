package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How many commits have returned, by thread, in a mapped file: what a process has put there stays
 * when it is killed, and putting it costs nothing that would slow commits down.
 */
final class Acknowledgements {

  /** How many threads commit. */
  static final int THREADS = 8;

  /** Above the numbers of all records that were loaded. */
  private static final long FIRST = 1L << 40;

  private static final long PER_THREAD = 1L << 32;

  private final MappedByteBuffer counts;

  Acknowledgements(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      counts = channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) THREADS * Long.BYTES);
    }
  }

  /** The number of a record that a thread commits. */
  static long record(int thread, long index) {
    return FIRST + thread * PER_THREAD + index;
  }

  void set(int thread, long count) {
    counts.putLong(thread * Long.BYTES, count);
  }

  long count(int thread) {
    return counts.getLong(thread * Long.BYTES);
  }

  long sum() {
    long sum = 0;
    for (int thread = 0; thread < THREADS; thread++) {
      sum += count(thread);
    }
    return sum;
  }
}
