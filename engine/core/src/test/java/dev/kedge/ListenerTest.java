package dev.kedge;

import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a listener does is its own affair. */
class ListenerTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** Throws whatever it is told. */
  private static final class Hostile implements DatabaseListener {
    int told;

    private Error failure() {
      told++;
      return new AssertionError("a listener's own failure");
    }

    @Override
    public void onGenerationForked(Position parent, long child) {
      throw failure();
    }

    @Override
    public void onClockJump(Instant lastCommit, Instant clock) {
      throw failure();
    }

    @Override
    public void onBackup(BackupResult result) {
      throw failure();
    }

    @Override
    public void onCheckpoint(CheckpointResult result) {
      throw failure();
    }
  }

  @Test
  void anErrorOfAListenerReachesNobody() {
    Hostile listener = new Hostile();
    SettableClock clock = new SettableClock();
    byte[] seed;
    try (Database source = databases.sim("a.kv").clock(clock).open()) {
      put(source, "a", "1");
      seed = Databases.backup(source);
    }
    databases.restore("b.kv", seed);
    Database copy = databases.open(databases.sim("b.kv").clock(clock).listener(listener));
    assertEquals(2, put(copy, "b", "2").version());
    clock.advance(Duration.ofDays(-1));
    assertEquals(3, put(copy, "c", "3").version());
    assertEquals(3, copy.checkpoint().version());
    Databases.backup(copy);
    assertEquals(Map.of("a", "1", "b", "2", "c", "3"), content(copy));
    assertEquals(4, listener.told);
  }
}
