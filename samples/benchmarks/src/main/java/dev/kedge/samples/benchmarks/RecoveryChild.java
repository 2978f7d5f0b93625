package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.Durability;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The program that opens what a kill has left, as a process does that was just started, and prints
 * how many seconds that took, and the position it found.
 */
final class RecoveryChild {

  private static final long NO_CHECKPOINT_BYTES = 64L << 30;

  private RecoveryChild() {}

  /** Takes the database. */
  public static void main(String[] args) throws Exception {
    Stopwatch watch = new Stopwatch();
    try (Database database = withoutCheckpoints(Path.of(args[0])).open()) {
      boolean absent = !database.exists(new byte[] {0});
      double seconds = watch.seconds();
      Verify.require(absent, "a key is there that nobody has put");
      System.out.println(seconds);
      System.out.println(database.position());
    }
  }

  /** A database whose log only grows. */
  static DatabaseBuilder withoutCheckpoints(Path path) {
    return Database.builder(path)
        .durability(Durability.OFF)
        .dirtyBytes(Runtime.getRuntime().maxMemory() / 4 * 3)
        .checkpointLogBytes(NO_CHECKPOINT_BYTES)
        .checkpointInterval(Duration.ofDays(1));
  }
}
