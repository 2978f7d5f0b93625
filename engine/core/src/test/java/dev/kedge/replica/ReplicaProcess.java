package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Another process that replicates, follows or restores until it is killed. */
final class ReplicaProcess {

  private static final int KEYS = 50;

  private final Process process;
  private final BufferedReader out;

  private ReplicaProcess(Process process) {
    this.process = process;
    this.out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  static ReplicaProcess start(String what, Path database, Path destination) throws IOException {
    return new ReplicaProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                ReplicaProcess.class.getName(),
                what,
                database.toString(),
                destination.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Waits until it has told something so many times; gives what it told last. */
  long await(int lines) throws IOException {
    long last = -1;
    for (int i = 0; i < lines; i++) {
      String line = out.readLine();
      if (line == null) {
        throw new IOException("the process has ended after " + i + " lines");
      }
      last = Long.parseLong(line);
    }
    return last;
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Commits version after version: each sets one key to its number. */
  static void commit(Database database, long version) {
    database.put(key(version), History.bytes(Long.toString(version)));
  }

  private static byte[] key(long version) {
    return History.bytes("key" + version % KEYS);
  }

  /** Whether a database holds just what commits up to a version have left. */
  static void check(Database database, long version) {
    for (long i = Math.max(1, version - KEYS + 1); i <= version; i++) {
      byte[] value = database.get(key(i));
      if (value == null || !new String(value, StandardCharsets.UTF_8).equals(Long.toString(i))) {
        throw new AssertionError("commit " + i + " is missing at version " + version);
      }
    }
  }

  public static void main(String[] arguments) throws IOException {
    Path path = Path.of(arguments[1]);
    ReplicaClient client = new FileReplicaClient(Path.of(arguments[2]));
    switch (arguments[0]) {
      case "replicate" -> replicate(path, client);
      case "follow" -> follow(path, client);
      default -> restore(path, client);
    }
  }

  private static void replicate(Path path, ReplicaClient client) {
    Database database = Database.open(path);
    Replica replica =
        Replica.builder(database, client)
            .syncInterval(Duration.ofMillis(1))
            .segmentBytes(4 << 10)
            .retention(Duration.ofSeconds(1))
            .build();
    replica.sync();
    replica.start();
    for (long version = database.position().version() + 1; ; version++) {
      commit(database, version);
      if (version % 40 == 0) {
        replica.snapshot();
        replica.enforceRetention();
      }
      System.out.println(replica.provedVersion());
    }
  }

  private static void follow(Path path, ReplicaClient client) {
    Follower follower = Follower.builder(path, client).reseed(true).open();
    while (true) {
      try {
        System.out.println(follower.poll().version());
      } catch (KedgeException e) {
        System.out.println(-1);
      }
    }
  }

  private static void restore(Path path, ReplicaClient client) throws IOException {
    while (true) {
      System.out.println(ReplicaRestore.from(client).to(path).position().version());
      Files.delete(path);
    }
  }
}
