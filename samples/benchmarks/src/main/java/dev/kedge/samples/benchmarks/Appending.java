package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * The physical limit of a durable commit: one write to a file that is there in full length, and one
 * {@code fdatasync}.
 */
public final class Appending implements AutoCloseable {

  private static final int FILE_BYTES = 64 << 20;
  private static final byte CONTENT = 0x5a;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer;
  private long position;

  private Appending(Path file, FileChannel channel, ByteBuffer buffer) {
    this.file = file;
    this.channel = channel;
    this.buffer = buffer;
  }

  /**
   * Fills a new file with zeros and forces it.
   *
   * @param bytes how much each append will write
   */
  public static Appending to(Path file, int bytes) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (int written = 0; written < FILE_BYTES; written += zeros.capacity()) {
      channel.write(zeros.clear(), written);
    }
    channel.force(true);
    ByteBuffer content = ByteBuffer.allocateDirect(bytes);
    while (content.hasRemaining()) {
      content.put(CONTENT);
    }
    return new Appending(file, channel, content);
  }

  /** Appends for some time. */
  public Latencies during(Duration time) throws IOException {
    Stopwatch watch = new Stopwatch();
    return whilst(() -> !watch.hasPassed(time));
  }

  /** Appends as long as it is told to go on. */
  public Latencies whilst(BooleanSupplier goOn) throws IOException {
    Histogram nanos = new Histogram(Latencies.DIGITS);
    Stopwatch watch = new Stopwatch();
    while (goOn.getAsBoolean()) {
      long start = System.nanoTime();
      append();
      nanos.recordValue(System.nanoTime() - start);
    }
    return new Latencies(watch.seconds(), nanos);
  }

  private void append() throws IOException {
    if (position + buffer.capacity() > FILE_BYTES) {
      position = 0; // as a log takes its segments again
    }
    position += channel.write(buffer.clear(), position);
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
    Files.delete(file);
  }
}
