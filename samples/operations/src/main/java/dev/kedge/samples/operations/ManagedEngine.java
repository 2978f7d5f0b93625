package dev.kedge.samples.operations;

import dev.kedge.Database;
import dev.kedge.Durability;
import dev.kedge.WalArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs until its input ends: {@code orders.kv} takes a few hundred commits a second and archives
 * its log, {@code standby.kv} follows it. Both are managed through JMX, as kedge-jmx is there;
 * {@code -Dkedge.jmx.directory=<directory>/operations} makes them share an operations directory, in
 * which the archive is too.
 */
public final class ManagedEngine {

  private static final int TICK_MILLIS = 10;

  private ManagedEngine() {}

  /** Runs it in the directory that is named, or in {@code managed-engine}. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments.length == 0 ? "managed-engine" : arguments[0]);
    Path operations = Files.createDirectories(directory.resolve("operations"));
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    try (Database primary =
            Database.builder(directory.resolve("orders.kv"))
                .durability(Durability.NORMAL)
                .walArchive(WalArchive.directory(operations.resolve("archive")))
                .open();
        Standby standby = Standby.open(primary, directory.resolve("standby.kv"))) {
      List<ScheduledFuture<?>> tasks =
          List.of(
              threads.scheduleWithFixedDelay(
                  new Load(primary), 0, TICK_MILLIS, TimeUnit.MILLISECONDS),
              threads.scheduleWithFixedDelay(standby, 1, 1, TimeUnit.SECONDS));
      System.out.println("running in " + directory.toAbsolutePath() + ", pid " + pid());
      System.out.println("Connect JConsole to it. End it with Ctrl-D.");
      while (System.in.read() >= 0) {
        // Until there is no more.
      }
      tasks.forEach(task -> task.cancel(false));
      end(threads);
    }
  }

  private static long pid() {
    return ProcessHandle.current().pid();
  }

  private static void end(ScheduledExecutorService threads) {
    threads.shutdown();
    try {
      threads.awaitTermination(1, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
