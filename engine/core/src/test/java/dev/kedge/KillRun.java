package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * Kills a {@link KillProcess} again and again, each time after a random number of lines, and looks
 * at what it left: everything it told of must be there, whole.
 */
final class KillRun {

  private static final int MANY = 16;

  private final Path directory;
  private final Random random;
  private final Map<Integer, Long> acknowledged = new HashMap<>();
  private long replicated;
  private long commits;
  private long kills;

  KillRun(Path directory, long seed) throws IOException {
    this.directory = directory;
    this.random = new Random(seed);
    Files.createDirectories(directory.resolve("archive"));
  }

  /** Kills so far. */
  long kills() {
    return kills;
  }

  /** Commits that were acknowledged so far. */
  long commits() {
    return commits;
  }

  /** Starts the process, kills it, and inspects what it left. */
  void kill() throws IOException {
    Process process = KillProcess.start(directory, random.nextInt(3) == 0 ? 1 : MANY);
    try (BufferedReader lines = KillProcess.output(process)) {
      boolean goesOn = listen(lines, random.nextInt(random.nextInt(4) == 0 ? 20 : 3000));
      assertTrue(goesOn, "it ended by itself, see what it says above");
      // Process.destroyForcibly would close the stream with lines yet unread.
      process.toHandle().destroyForcibly();
      listen(lines, Integer.MAX_VALUE);
    } finally {
      process.destroyForcibly().onExit().join();
    }
    kills++;
    inspect();
  }

  /** Takes so many lines; false if there are no more. */
  private boolean listen(BufferedReader lines, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      String line = lines.readLine();
      if (line == null) {
        return false;
      }
      // The kill may have cut the last line short.
      String[] words = line.split(" ", -1);
      if (words[0].equals(KillProcess.COMMIT) && words.length == 3 && !words[2].isEmpty()) {
        acknowledged.merge(Integer.valueOf(words[1]), Long.valueOf(words[2]), Math::max);
        commits++;
      } else if (words[0].equals(KillProcess.REPLICA) && words.length == 2 && !words[1].isEmpty()) {
        replicated = Math.max(replicated, Long.parseLong(words[1]));
      }
    }
    return true;
  }

  private void inspect() throws IOException {
    for (Path backup : KillProcess.backups(directory)) {
      Restore.verify(backup);
    }
    try (Database primary = KillProcess.openPrimary(directory)) {
      acknowledged.forEach(
          (writer, number) -> assertTrue(KillProcess.number(primary, writer) >= number));
      assertWhole(primary);
      Databases.checkOk(primary);
      if (Files.exists(directory.resolve("replica.kv"))) {
        inspectReplica(primary);
      }
      if (Files.exists(directory.resolve("seed"))) {
        inspectArchive(primary);
      }
    }
  }

  /** Each writer's commits are there up to one of them, each whole. */
  private static void assertWhole(ReadView view) {
    for (int writer = 0; writer < MANY; writer++) {
      long number = KillProcess.number(view, writer);
      for (int slot = 0; slot < KillProcess.slots(); slot++) {
        long last = KillProcess.lastOf(number, slot);
        if (last > 0) {
          Entry expected = KillProcess.content(writer, last);
          assertArrayEquals(expected.value(), view.get(expected.key()), () -> "commit " + last);
        }
      }
    }
  }

  private void inspectReplica(Database primary) {
    try (Database replica = KillProcess.openReplica(directory)) {
      long version = replica.position().version();
      assertTrue(version >= replicated, "version " + version + " of " + replicated);
      assertWhole(replica);
      catchUp(primary, replica);
      replicated = replica.position().version();
      primary.holds().advance(KillProcess.REPLICA, replicated);
    }
  }

  private static void catchUp(Database primary, Database replica) {
    ByteArrayOutputStream shipped = new ByteArrayOutputStream();
    primary.shipWal(shipped, replica.position().version());
    replica.applyWal(new ByteArrayInputStream(shipped.toByteArray()));
    assertEquals(primary.position(), replica.position());
    assertEquals(Databases.content(primary), Databases.content(replica));
    Databases.checkOk(replica);
  }

  /** The seed and the whole archive give the same as the primary. */
  private void inspectArchive(Database primary) throws IOException {
    Path copy = directory.resolve("copy-" + kills);
    Restore.restore(copy, directory.resolve("seed"));
    try (Database restored = Database.builder(copy).readReplica(true).open()) {
      restored.applyWal(directory.resolve("archive"));
      assertWhole(restored);
      catchUp(primary, restored);
    }
  }
}
