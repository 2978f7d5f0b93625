package dev.kedge.samples.operations;

import dev.kedge.Database;
import dev.kedge.Durability;
import dev.kedge.WalArchive;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Follower;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs until its input ends: {@code orders.kv} takes a few hundred commits a second, archives its
 * log, and is replicated to the directory {@code destination}; {@code standby.kv} is kept current
 * by log that is shipped to it, {@code reader.kv} follows the destination. What is restored to
 * {@code rewound.kv} is opened as a read replica, to be rewound by mouse. All are managed through
 * JMX, as kedge-jmx is there; {@code -Dkedge.jmx.directory=<directory>/operations} makes them share
 * an operations directory, in which the archive is too.
 */
public final class ManagedEngine {

  private static final int TICK_MILLIS = 10;

  private ManagedEngine() {}

  /** Runs it in the directory that is named, or in {@code managed-engine}. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments.length == 0 ? "managed-engine" : arguments[0]);
    Path operations = Files.createDirectories(directory.resolve("operations"));
    ReplicaClient destination = new FileReplicaClient(directory.resolve("destination"));
    ScheduledExecutorService threads = Executors.newScheduledThreadPool(2);
    try (Database primary =
            Database.builder(directory.resolve("orders.kv"))
                .durability(Durability.NORMAL)
                .walArchive(WalArchive.directory(operations.resolve("archive")))
                .open();
        Standby standby = Standby.open(primary, directory.resolve("standby.kv"));
        Replica replica = replicate(primary, destination);
        Follower reader = follow(directory.resolve("reader.kv"), destination);
        Rewind rewind = new Rewind(operations.resolve("rewound.kv"))) {
      replica.start();
      reader.start();
      List<ScheduledFuture<?>> tasks =
          List.of(
              threads.scheduleWithFixedDelay(
                  new Load(primary), 0, TICK_MILLIS, TimeUnit.MILLISECONDS),
              threads.scheduleWithFixedDelay(standby, 1, 1, TimeUnit.SECONDS),
              threads.scheduleWithFixedDelay(rewind, 1, 1, TimeUnit.SECONDS));
      System.out.println("running in " + directory.toAbsolutePath() + ", pid " + pid());
      System.out.println("Connect JConsole to it. End it with Ctrl-D.");
      while (System.in.read() >= 0) {
        // Until there is no more.
      }
      tasks.forEach(task -> task.cancel(false));
      end(threads);
    }
  }

  /** A replica of which the destination has something already. */
  private static Replica replicate(Database primary, ReplicaClient destination) {
    Replica replica =
        Replica.builder(primary, destination)
            .name("destination")
            .snapshotInterval(Duration.ofMinutes(10))
            .validationInterval(Duration.ofHours(1))
            .heartbeatInterval(Duration.ofSeconds(5))
            .build();
    replica.sync();
    return replica;
  }

  private static Follower follow(Path file, ReplicaClient destination) {
    return Follower.builder(file, destination)
        .database(reader -> reader.durability(Durability.NORMAL))
        .open();
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
