package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SplittableRandom;

/** What the device and the page cache give if all is read or written in order. */
public final class Streaming {

  private static final int BUFFER_BYTES = 1 << 20;

  private Streaming() {}

  /** Writes a new file and forces it; gives the seconds. */
  static double write(Path file, long bytes) throws IOException {
    byte[] noise = new byte[BUFFER_BYTES];
    new SplittableRandom(1).nextBytes(noise);
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).put(noise);
    Stopwatch watch = new Stopwatch();
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long left = bytes;
      while (left > 0) {
        buffer.position(0).limit((int) Math.min(BUFFER_BYTES, left));
        left -= out.write(buffer);
      }
      out.force(true);
    }
    return watch.seconds();
  }

  /** Reads files from their beginnings to their ends; gives the seconds. */
  public static double read(List<Path> files) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    Stopwatch watch = new Stopwatch();
    for (Path file : files) {
      try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
        while (in.read(buffer.clear()) >= 0) {
          // Only the time counts.
        }
      }
    }
    return watch.seconds();
  }
}
