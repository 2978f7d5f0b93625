package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The physical limit of a backup and a restore: a copy of the file, forced to the device. */
public final class Copying {

  private static final int BUFFER_BYTES = 1 << 20;

  private Copying() {}

  /** Copies by the faster of {@link #byLoop} and {@link #byCommand}, twice; gives the seconds. */
  public static double best(Path from, Path to) throws Exception {
    double loop = byLoop(from, to);
    Files.delete(to);
    double command = byCommand(from, to);
    Files.deleteIfExists(to);
    return Math.min(loop, command);
  }

  /** Copies through a buffer of 1 MiB and forces; gives the seconds. */
  public static double byLoop(Path from, Path to) throws IOException {
    Stopwatch watch = new Stopwatch();
    ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    try (FileChannel in = FileChannel.open(from, StandardOpenOption.READ);
        FileChannel out =
            FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (in.read(buffer.clear()) >= 0) {
        buffer.flip();
        while (buffer.hasRemaining()) {
          out.write(buffer);
        }
      }
      out.force(true);
    }
    return watch.seconds();
  }

  /** Copies with {@code cp} and forces; gives the seconds, infinitely many if there is no cp. */
  public static double byCommand(Path from, Path to) throws IOException, InterruptedException {
    Stopwatch watch = new Stopwatch();
    Process copy;
    try {
      copy = new ProcessBuilder("cp", from.toString(), to.toString()).inheritIO().start();
    } catch (IOException e) {
      return Double.POSITIVE_INFINITY;
    }
    if (copy.waitFor() != 0) {
      throw new IOException("cp ended with " + copy.exitValue());
    }
    try (FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      out.force(true);
    }
    return watch.seconds();
  }
}
