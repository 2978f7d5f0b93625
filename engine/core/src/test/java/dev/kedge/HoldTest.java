package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.ship;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class HoldTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();
  private final SettableClock clock = new SettableClock();
  private Database database;

  @BeforeEach
  void open() {
    database =
        databases.open(databases.sim("a.kv").logRetentionBytes(0).listener(events).clock(clock));
  }

  private void reopen() {
    database.close();
    open();
  }

  /** Commits enough for several segments, checkpoints, and lets the log go that may go. */
  private void write() {
    for (int i = 0; i < 20; i++) {
      database.put(bytes("k" + i), bytes("x".repeat(20_000)));
    }
    database.checkpoint();
    put(database, "k", "v");
    database.checkpoint();
  }

  private long firstHeld() {
    return database.stats().logFirstVersion();
  }

  @Test
  void aHoldKeepsTheLogBehindItsVersionAlsoAcrossReopening() {
    HoldInfo hold = database.holds().create("replica-1", 0, Long.MAX_VALUE);
    assertEquals("replica-1", hold.name());
    assertEquals(0, hold.version());
    assertEquals(Long.MAX_VALUE, hold.capBytes());
    assertEquals(clock.instant(), hold.created());
    for (int round = 0; round < 3; round++) {
      write();
      assertEquals(1, firstHeld());
      reopen();
      assertEquals(1, firstHeld());
    }
    HoldInfo kept = database.holds().list().get(0);
    assertEquals(hold.created(), kept.created());
    assertTrue(kept.heldBytes() > 2 * 400_000, "held: " + kept.heldBytes());
    assertEquals(63, shipped(0));
    assertTrue(database.holds().drop("replica-1"));
    assertFalse(database.holds().drop("replica-1"));
    assertEquals(List.of(), database.holds().list());
    write();
    assertTrue(firstHeld() > 63);
  }

  private long shipped(long after) {
    return database.shipWal(OutputStream.nullOutputStream(), after).commits();
  }

  @Test
  void advancingLetsLogGoAndNeverGoesBack() {
    database.holds().create("h", 0, Long.MAX_VALUE);
    write();
    assertEquals(1, firstHeld());
    assertTrue(database.holds().advance("h", 15));
    assertTrue(database.holds().advance("h", 3));
    assertEquals(15, database.holds().list().get(0).version());
    write();
    assertTrue(firstHeld() > 1 && firstHeld() <= 16, "first held: " + firstHeld());
    reopen();
    assertEquals(15, database.holds().list().get(0).version());
    assertFalse(database.holds().advance("other", 3));
  }

  @Test
  void theSlowestHoldCounts() {
    database.holds().create("slow", 0, Long.MAX_VALUE);
    database.holds().create("fast", 0, Long.MAX_VALUE);
    write();
    database.holds().advance("fast", 21);
    write();
    assertEquals(1, firstHeld());
    database.holds().drop("slow");
    write();
    assertTrue(firstHeld() > 1 && firstHeld() <= 22, "first held: " + firstHeld());
    assertEquals(List.of("fast"), names());
  }

  private List<String> names() {
    return database.holds().list().stream().map(HoldInfo::name).toList();
  }

  @Test
  void aHoldOverItsCapIsDroppedWithAnEventAndTheLogGoes() {
    database.holds().create("small", 0, 100_000);
    database.holds().create("large", 0, 10_000_000);
    write();
    assertEquals(1, events.of("hold small 0").size());
    assertEquals(List.of("large"), names());
    assertEquals(1, firstHeld());
    assertTrue(events.of("hold").get(0).contains("100000"));
    database.holds().drop("large");
    write();
    assertTrue(firstHeld() > 1);
    assertFalse(database.holds().advance("small", 5));
    assertThrows(ReplicaGapException.class, () -> ship(database, 0));
    reopen();
    assertEquals(List.of(), names());
  }

  @Test
  void aHoldIsDurableWhenItIsMade() {
    write();
    long version = database.position().version();
    database.holds().create("h", version, 1 << 20);
    databases.become(databases.disk().crash(new Random(1)));
    open();
    assertEquals(List.of("h"), names());
    database.holds().drop("h");
    databases.become(databases.disk().crash(new Random(2)));
    open();
    assertEquals(List.of(), names());
  }

  @Test
  void logThatIsGoneCantBeHeld() {
    write();
    write();
    long first = firstHeld();
    assertTrue(first > 1);
    assertThrows(ReplicaGapException.class, () -> database.holds().create("h", first - 2, 1 << 20));
    long last = database.position().version();
    assertThrows(ReplicaGapException.class, () -> database.holds().create("h", last + 1, 1 << 20));
    database.holds().create("from-first", first - 1, 1 << 20);
    database.holds().create("from-last", last, 1 << 20);
  }

  @Test
  void namesAndCapsAreChecked() {
    Holds holds = database.holds();
    holds.create("Az09._-", 0, 1);
    holds.create("x".repeat(64), 0, 1);
    for (String bad : List.of("", "x".repeat(65), "a b", "a/b", "ä", "a\n")) {
      assertThrows(IllegalArgumentException.class, () -> holds.create(bad, 0, 1));
    }
    assertThrows(IllegalArgumentException.class, () -> holds.create("Az09._-", 0, 1));
    assertThrows(IllegalArgumentException.class, () -> holds.create("c", 0, 0));
    assertThrows(RuntimeException.class, () -> holds.create("c", -1, 1));
    assertEquals(List.of("Az09._-", "x".repeat(64)), names());
  }

  @Test
  void holdsAreLimitedInNumberSoThatTheyAreAlwaysRemembered() {
    for (int i = 0; i < 1000; i++) {
      database.holds().create(String.format("%064d", i), 0, 1 << 20);
    }
    LimitExceededException e =
        assertThrows(
            LimitExceededException.class, () -> database.holds().create("more", 0, 1 << 20));
    assertEquals(1000, e.limit());
    reopen();
    assertEquals(1000, names().size());
  }

  @Test
  void aHoldIsNotMovedBeyondTheLastCommitNorBehindTheFirst() {
    put(database, "a", "1");
    database.holds().create("h", 0, 1 << 20);
    assertThrows(IllegalArgumentException.class, () -> database.holds().advance("h", 2));
    assertTrue(database.holds().advance("h", 1));
    assertThrows(IllegalArgumentException.class, () -> database.holds().create("i", -1, 1));
  }

  /** A commit is durable, and may be shipped, a moment before it is published. */
  @Test
  void aHoldMovesToWhateverWasShippedHoweverNewItIs() throws Exception {
    database.holds().create("h", 0, Long.MAX_VALUE);
    Future<Void> writer = Databases.start(this::writeMuch);
    long shipped = 0;
    while (!writer.isDone() || shipped < database.position().version()) {
      ShippedRange range = database.shipRange(OutputStream.nullOutputStream(), shipped, 1 << 20);
      shipped = range.lastVersion();
      assertTrue(database.holds().advance("h", shipped));
    }
    Databases.await(writer);
    assertEquals(shipped, database.holds().list().get(0).version());
  }

  private Void writeMuch() {
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      WriteBatch batch = new WriteBatch();
      for (int n = 0; n < 1000; n++) {
        batch.put(bytes("key" + random.nextInt(100_000)), bytes("v" + i));
      }
      database.write(batch);
    }
    return null;
  }

  @Test
  void aCheckpointGivesUpWhatAHoldHasReleasedThoughNothingIsNew() {
    database.holds().create("h", 0, Long.MAX_VALUE);
    for (int i = 0; i < 20; i++) {
      database.put(bytes("k" + i), bytes("x".repeat(20_000)));
    }
    database.checkpoint();
    assertEquals(1, firstHeld());
    database.holds().advance("h", database.position().version());
    database.checkpoint();
    assertTrue(firstHeld() > 1, "first: " + firstHeld());
  }
}
