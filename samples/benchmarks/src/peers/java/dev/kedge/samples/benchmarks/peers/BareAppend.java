package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** How many appends the disk makes durable in a second, one by one: no engine can do more. */
final class BareAppend {

  private static final int FILE_BYTES = 16 << 20;
  private static final int BLOCK_BYTES = 1 << 20;
  private static final int RECORD_BYTES = 160;

  private BareAppend() {}

  /** Writes and forces for a time, to a file that is there in full length already. */
  static double perSecond(Path directory, Duration time) throws IOException {
    Path file = directory.resolve("bare-append");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      preallocate(channel);
      return perSecond(channel, time);
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void preallocate(FileChannel channel) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
    for (long at = 0; at < FILE_BYTES; at += BLOCK_BYTES) {
      channel.write(zeros.rewind(), at);
    }
    channel.force(true);
  }

  private static double perSecond(FileChannel channel, Duration time) throws IOException {
    ByteBuffer record = ByteBuffer.allocateDirect(RECORD_BYTES);
    long start = System.nanoTime();
    long now = start;
    long count = 0;
    while (now - start < time.toNanos()) {
      channel.write(record.rewind(), count * RECORD_BYTES % (FILE_BYTES - RECORD_BYTES));
      channel.force(false);
      count++;
      now = System.nanoTime();
    }
    return count * 1e9 / (now - start);
  }
}
