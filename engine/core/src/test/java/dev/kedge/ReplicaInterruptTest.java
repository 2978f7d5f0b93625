package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.replica.Destination;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Follower;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaRestore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends nothing of what replicates to a directory, and is kept for the caller. */
class ReplicaInterruptTest {

  @TempDir private Path directory;

  private Database database;
  private FileReplicaClient client;
  private Replica replica;
  private Follower follower;
  private int number;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory.resolve("p.kv"));
    Databases.putMany(database, 0, 20);
    client = new FileReplicaClient(Files.createDirectory(directory.resolve("destination")));
    replica = Replica.builder(database, client).monitorEnabled(false).build();
    replica.sync();
    follower = Follower.builder(directory.resolve("f.kv"), client).open();
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    follower.close();
    replica.close();
    Databases.checkAndClose(database);
  }

  private Map<String, Interrupter.Call> calls() {
    Map<String, Interrupter.Call> calls = new LinkedHashMap<>();
    calls.put("Replica.sync", this::sync);
    calls.put("Replica.snapshot", this::snapshot);
    calls.put("Replica.enforceRetention", replica::enforceRetention);
    calls.put("Replica.validate", replica::validate);
    calls.put("Replica.start and stop", this::startAndStop);
    calls.put("Replica.awaitReplicated", this::await);
    calls.put("Destination.list", () -> Destination.list(client).segments());
    calls.put("Follower.poll", this::poll);
    calls.put("Follower.start and stop", this::followInTheBackground);
    calls.put("ReplicaRestore.plan and to", this::restore);
    return calls;
  }

  private void sync() {
    Databases.put(database, "k", "v" + number++);
    replica.sync();
    assertEquals(database.position(), replica.position().orElseThrow());
  }

  private void snapshot() {
    Databases.put(database, "k", "v" + number++);
    replica.snapshot();
  }

  private void startAndStop() {
    replica.start();
    replica.stop();
  }

  private void await() {
    sync();
    assertTrue(replica.awaitReplicated(database.position().version(), Duration.ofSeconds(30)));
  }

  private void poll() {
    sync();
    assertEquals(database.position(), follower.poll());
  }

  private void followInTheBackground() {
    follower.start();
    follower.stop();
  }

  private void restore() {
    sync();
    Path path = directory.resolve("restored" + number++);
    ReplicaRestore restore = ReplicaRestore.from(client);
    restore.plan();
    restore.to(path);
    try (Database copy = Database.builder(path).readOnly(true).open()) {
      assertEquals(database.position(), copy.position());
    }
  }

  @Test
  void aThreadThatIsInterruptedBeforeACallGetsItDoneAndStaysInterrupted() throws Exception {
    for (Map.Entry<String, Interrupter.Call> call : calls().entrySet()) {
      Thread.currentThread().interrupt();
      call.getValue().run();
      assertTrue(Thread.interrupted(), call.getKey());
    }
  }

  @Test
  void aThreadThatIsInterruptedInACallGetsItDoneAndStaysInterrupted() throws Exception {
    try (Interrupter interrupter = new Interrupter(Thread.currentThread())) {
      for (Map.Entry<String, Interrupter.Call> call : calls().entrySet()) {
        interrupter.storm(call.getKey(), call.getValue());
      }
    }
  }
}
