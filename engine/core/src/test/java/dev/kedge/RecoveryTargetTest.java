package dev.kedge;

import static dev.kedge.Databases.apply;
import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applying shipped log up to a version or an instant. */
class RecoveryTargetTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final SettableClock clock = new SettableClock();
  private final List<Map<String, String>> states = new ArrayList<>();
  private final List<Instant> times = new ArrayList<>();
  private Database primary;
  private byte[] seed;
  private byte[] shipped;
  private int replicas;

  /** Versions 1 to 5 are in the seed; to 30 in what was shipped. Three commits share each time. */
  @BeforeEach
  void create() {
    primary = databases.open(databases.sim("a.kv").clock(clock));
    states.add(Map.of());
    times.add(Instant.EPOCH);
    for (int version = 1; version <= 30; version++) {
      if (version % 3 == 0) {
        clock.advance(Duration.ofSeconds(10));
      }
      Commit commit =
          version % 4 == 0
              ? primary.deleteRange(KeyRange.prefix(bytes("k" + version / 2)))
              : put(primary, "k" + version, "v" + version);
      times.add(commit.time());
      states.add(content(primary));
      if (version == 5) {
        seed = backup(primary);
      }
    }
    shipped = ship(primary, 0);
  }

  private Database replica() {
    String name = "r" + replicas++ + ".kv";
    databases.restore(name, seed);
    return databases.openReplica(name);
  }

  @Test
  void everyVersionIsReachedExactly() {
    for (int version = 5; version <= 30; version++) {
      Database replica = replica();
      ApplyResult result = replica.applyWalUntil(stream(shipped), version);
      assertTrue(result.reachedTarget());
      assertEquals(version, result.position().version());
      assertEquals(version - 5, result.applied());
      assertEquals(times.get(version), result.commitTime());
      assertEquals(states.get(version), content(replica));
      apply(replica, shipped);
      assertEquals(states.get(30), content(replica));
      Databases.checkAndClose(replica);
    }
  }

  @Test
  void everyInstantIsReachedAtTheLastCommitAtOrBeforeIt() {
    for (int version = 6; version < 30; version++) {
      for (int millis : new int[] {0, 1, 9_999}) {
        Instant target = times.get(version).plusMillis(millis);
        if (times.get(30).isAfter(target)) {
          Database replica = replica();
          replica.applyWalUntil(stream(shipped), target);
          int expected = lastAtOrBefore(target);
          assertEquals(expected, replica.position().version());
          assertEquals(states.get(expected), content(replica));
          Databases.checkAndClose(replica);
        }
      }
    }
  }

  private int lastAtOrBefore(Instant target) {
    int found = 0;
    for (int version = 1; version <= 30; version++) {
      found = times.get(version).isAfter(target) ? found : version;
    }
    return found;
  }

  @Test
  void aTargetBelowWhatIsAppliedIsRefusedAndChangesNothing() {
    Database replica = replica();
    RecoveryTargetException e =
        assertThrows(
            RecoveryTargetException.class, () -> replica.applyWalUntil(stream(shipped), 4));
    assertEquals("version 4", e.requested());
    assertTrue(e.oldest().contains(replica.position().toString()), e.oldest());
    Instant before = times.get(5).minusMillis(1);
    RecoveryTargetException instant =
        assertThrows(
            RecoveryTargetException.class, () -> replica.applyWalUntil(stream(shipped), before));
    assertEquals(before.toString(), instant.requested());
    assertEquals(5, replica.position().version());
    assertEquals(states.get(5), content(replica));
    assertThrows(IllegalArgumentException.class, () -> replica.applyWalUntil(stream(shipped), -1));
  }

  @Test
  void aTargetBeyondTheEndIsRefusedWithEverythingApplied() {
    for (long version : new long[] {31, Long.MAX_VALUE}) {
      Database replica = replica();
      RecoveryTargetException e =
          assertThrows(
              RecoveryTargetException.class, () -> replica.applyWalUntil(stream(shipped), version));
      assertEquals("version " + version, e.requested());
      assertTrue(e.newest().contains(replica.position().toString()), e.newest());
      assertEquals(30, replica.position().version());
    }
    Database replica = replica();
    // Only a later commit would prove that there was none before the instant.
    assertThrows(
        RecoveryTargetException.class, () -> replica.applyWalUntil(stream(shipped), times.get(30)));
    assertEquals(states.get(30), content(replica));
  }

  @Test
  void theVersionThatIsThereNeedsNoStream() {
    Database replica = replica();
    ApplyResult result = replica.applyWalUntil(stream(new byte[0]), 5);
    assertTrue(result.reachedTarget());
    assertEquals(0, result.applied());
  }

  @Test
  void damageBehindTheTargetDoesNotMatterAndBeforeItDoes() {
    for (int i = 0; i < 20; i++) {
      primary.put(bytes("big"), bytes((i + "x").repeat(50_000)));
    }
    byte[] more = ship(primary, 0);
    more[more.length - 100_000] ^= 1;
    Database replica = replica();
    replica.applyWalUntil(stream(more), 33);
    assertEquals(33, replica.position().version());
    assertThrows(BackupFormatException.class, () -> replica.applyWalUntil(stream(more), 50));
    assertTrue(replica.position().version() < 50);
  }

  @Test
  void aFileIsAppliedLikeAStream() {
    databases.disk().putFile(Databases.path("shipped"), shipped);
    Database replica = replica();
    replica.applyWalUntil(Databases.path("shipped"), 12);
    assertEquals(states.get(12), content(replica));
    replica.applyWalUntil(Databases.path("shipped"), times.get(20));
    assertEquals(states.get(lastAtOrBefore(times.get(20))), content(replica));
    assertEquals(30, replica.applyWal(Databases.path("shipped")).position().version());
    assertThrows(
        RecoveryTargetException.class, () -> replica.applyWalUntil(Databases.path("shipped"), 31));
    assertThrows(StorageException.class, () -> replica.applyWal(Databases.path("missing")));
  }

  @Test
  void farInstantsAreOutsideLikeAnyOther() {
    for (Instant far : List.of(Instant.MIN, Instant.MAX, Instant.EPOCH)) {
      Database replica = replica();
      assertThrows(
          RecoveryTargetException.class, () -> replica.applyWalUntil(stream(shipped), far));
    }
  }
}
