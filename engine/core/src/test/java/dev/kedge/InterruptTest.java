package dev.kedge;

import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.ship;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt ends no call, harms no file, and is kept for the caller; on real files. */
class InterruptTest {

  @TempDir private Path directory;

  private Database database;
  private Database primary;
  private Database replica;
  private byte[] seed;
  private int number;

  /** A call on databases that are open. */
  private interface Call {
    void run() throws Exception;
  }

  @BeforeEach
  void open() throws IOException {
    Path archive = Files.createDirectory(directory.resolve("archive"));
    database =
        Database.builder(directory.resolve("a.kv"))
            .walArchive(WalArchive.directory(archive))
            .logSegmentBytes(1 << 16)
            .logRetentionBytes(0)
            .open();
    putMany(database, 0, 200);
    database.put(bytes("large"), new byte[50_000]);
    primary = Database.open(directory.resolve("p.kv"));
    putMany(primary, 0, 10);
    seed = backup(primary);
    Restore.restore(directory.resolve("r.kv"), stream(seed));
    replica = Database.builder(directory.resolve("r.kv")).readReplica(true).open();
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    for (Database one : List.of(database, primary, replica)) {
      Databases.checkAndClose(one);
    }
  }

  private Map<String, Call> calls() {
    byte[] key = bytes("key000001");
    Map<String, Call> calls = new LinkedHashMap<>();
    calls.put("get", () -> database.get(key));
    calls.put("exists", () -> database.exists(key));
    calls.put("cursor", () -> content(database));
    calls.put("snapshot", () -> database.view(Databases::content));
    calls.put("put", () -> database.put(key, bytes("v" + number++)));
    calls.put("put large", () -> database.put(bytes("large"), new byte[70_000]));
    calls.put("delete", () -> database.delete(bytes("key" + number++)));
    calls.put("deleteRange", () -> database.deleteRange(KeyRange.prefix(bytes("key00019"))));
    calls.put("write", () -> database.write(new WriteBatch().put(key, key), Durability.NORMAL));
    calls.put("update", () -> database.update(tx -> tx.put(key, tx.get(key))));
    calls.put("bulkLoad", () -> database.bulkLoad(List.of(new Entry(key, key)).iterator()));
    calls.put("checkpoint", database::checkpoint);
    calls.put("check", () -> assertTrue(database.check().isOk()));
    calls.put("compact", database::compact);
    calls.put("stats", database::stats);
    calls.put("promote", database::promote);
    calls.put("backup", () -> Restore.verify(stream(backup(database))));
    calls.put("backup to a file", this::backupAndRestore);
    calls.put("ship", () -> database.shipWal(new ByteArrayOutputStream()));
    calls.put("read log", this::readLog);
    calls.put("holds", this::holdAndDrop);
    calls.put("apply", this::shipAndApply);
    calls.put("apply a file", this::applyFile);
    calls.put("close and open", this::reopen);
    return calls;
  }

  private void backupAndRestore() {
    Path file = directory.resolve("backup" + number);
    Path restored = directory.resolve("restored" + number++);
    database.backup(file, BackupOptions.COMPRESSED);
    Restore.verify(file);
    Restore.restore(restored, file);
    try (Database copy = Database.open(restored)) {
      put(copy, "a", "1");
    }
  }

  private void readLog() {
    try (LogReader log = database.readLog(database.stats().logFirstVersion())) {
      while (log.next() != null) {
        // To its end.
      }
    }
  }

  private void holdAndDrop() {
    String name = "h" + number++;
    long version = database.position().version();
    database.holds().create(name, version, 1 << 20);
    database.holds().advance(name, version);
    assertEquals(1, database.holds().list().size());
    database.holds().drop(name);
  }

  private void shipAndApply() {
    put(primary, "k", "v" + number++);
    replica.applyWal(stream(ship(primary, replica.position().version())));
    assertEquals(primary.position(), replica.position());
  }

  private void applyFile() throws IOException {
    put(primary, "k", "v" + number);
    Path file = directory.resolve("shipped" + number++);
    byte[] shipped = ship(primary, replica.position().version());
    boolean interrupted = Thread.interrupted();
    Files.write(file, shipped);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    replica.applyWalUntil(file, primary.position().version());
  }

  private void reopen() {
    replica.close();
    replica = Database.builder(directory.resolve("r.kv")).readReplica(true).open();
  }

  @Test
  void aThreadThatIsInterruptedBeforeACallGetsItDoneAndStaysInterrupted() throws Exception {
    for (Map.Entry<String, Call> call : calls().entrySet()) {
      for (int i = 0; i < 2; i++) {
        Thread.currentThread().interrupt();
        call.getValue().run();
        assertTrue(Thread.interrupted(), call.getKey());
      }
      put(database, "works", "on");
    }
  }

  @Test
  void aThreadThatIsInterruptedInACallGetsItDoneAndStaysInterrupted() throws Exception {
    try (Interrupter interrupter = new Interrupter(Thread.currentThread())) {
      for (Map.Entry<String, Call> call : calls().entrySet()) {
        int hits = 0;
        for (int i = 0; i < 20_000_000 && hits < 6; i++) {
          interrupter.mark();
          call.getValue().run();
          hits += interrupter.hasHitSinceMark(call.getKey()) ? 1 : 0;
        }
        assertTrue(hits > 0, call.getKey());
        interrupter.mark();
        put(database, "works", "on");
      }
    }
  }

  /** Interrupts a thread again and again. */
  private static final class Interrupter implements AutoCloseable {
    private final Thread target;
    private final Thread own = new Thread(this::run);
    private volatile boolean ended;
    private long interrupts;
    private long marked;

    Interrupter(Thread target) {
      this.target = target;
      own.start();
    }

    private void run() {
      while (!ended) {
        synchronized (this) {
          target.interrupt();
          interrupts++;
        }
        LockSupport.parkNanos(30_000);
      }
    }

    /** Clears the flag of the calling thread. */
    synchronized void mark() {
      Thread.interrupted();
      marked = interrupts;
    }

    /** Whether an interrupt came since; then the flag must be there. */
    synchronized boolean hasHitSinceMark(String call) {
      boolean hit = interrupts > marked;
      assertEquals(hit, Thread.currentThread().isInterrupted(), call);
      return hit;
    }

    @Override
    public void close() {
      ended = true;
      while (own.isAlive()) {
        Thread.onSpinWait();
      }
      Thread.interrupted();
    }
  }
}
