package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A replica with all its loops, and a follower, under load for as long as the campaign gives:
 * memory, open files and the destination stay as they are after the beginning. Prints the lag.
 */
@Tag("campaign")
class ReplicaSoakTest {

  private static final int KEYS = 2000;
  private static final Path OPEN_FILES = Path.of("/proc/self/fd");

  @TempDir private Path directory;

  private record Usage(long heapBytes, long openFiles, long destinationBytes) {}

  @Test
  void memoryFilesAndTheDestinationStayAsTheyAre() throws Exception {
    Path place = directory.resolve("destination");
    ReplicaClient client = new FileReplicaClient(place);
    Database database = Database.open(directory.resolve("app.kv"));
    Replica replica =
        Replica.builder(database, client)
            .snapshotInterval(Duration.ofSeconds(2))
            .retention(Duration.ofSeconds(3))
            .retentionInterval(Duration.ofSeconds(1))
            .validationInterval(Duration.ofSeconds(5))
            .heartbeatInterval(Duration.ofSeconds(1))
            .build();
    replica.start();
    write(database, 1000);
    replica.awaitReplicated(database.position().version(), Duration.ofMinutes(1));
    Follower follower =
        Follower.builder(directory.resolve("follower.kv"), client).reseed(true).open();
    follower.start();

    long seconds = Math.max(30, Long.getLong("kedge.campaign.seconds", 0));
    List<Long> lags = new ArrayList<>();
    run(database, replica, seconds / 3, lags);
    Usage early = usage(place);
    run(database, replica, seconds - seconds / 3, lags);
    Usage late = usage(place);
    print(replica, lags, early, late);

    assertEquals(0, replica.stats().errors(), String.valueOf(replica.stats().lastError()));
    assertEquals(0, replica.stats().validationsMismatched());
    assertTrue(replica.stats().validationsOk() > 0);
    assertTrue(late.openFiles <= early.openFiles + 16, early + " -> " + late);
    assertTrue(late.heapBytes <= early.heapBytes + (32 << 20), early + " -> " + late);
    assertTrue(late.destinationBytes <= 4 * early.destinationBytes, early + " -> " + late);
    follower.close();
    database.close();
  }

  private static void run(Database database, Replica replica, long seconds, List<Long> lags) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < end) {
      write(database, 20);
      replica.lag().time().ifPresent(lag -> lags.add(lag.toMillis()));
    }
  }

  private static void write(Database database, int commits) {
    for (int i = 0; i < commits; i++) {
      long version = database.position().version();
      database.put(History.bytes("key" + version % KEYS), new byte[1000]);
    }
  }

  private static Usage usage(Path destination) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long heap = runtime.totalMemory() - runtime.freeMemory();
    long open = 0;
    if (Files.isDirectory(OPEN_FILES)) {
      try (var files = Files.list(OPEN_FILES)) {
        open = files.count();
      }
    }
    long bytes =
        Destination.listAll(new FileReplicaClient(destination), "").stream()
            .mapToLong(ObjectInfo::bytes)
            .sum();
    return new Usage(heap, open, bytes);
  }

  private static void print(Replica replica, List<Long> lags, Usage early, Usage late) {
    Collections.sort(lags);
    System.out.printf(
        "lag of %d looks: p50 %d ms, p99 %d ms, longest %d ms%n",
        lags.size(),
        lags.get(lags.size() / 2),
        lags.get(lags.size() * 99 / 100),
        lags.get(lags.size() - 1));
    System.out.println(early + " -> " + late);
    System.out.println(replica.stats());
  }
}
