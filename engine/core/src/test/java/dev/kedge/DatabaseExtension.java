package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.internal.io.FaultStorage;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Opens the databases of a test. After the test each one that is open is checked, closed, opened
 * read-only and checked again, and no file, no lock and no thread of the engine may be left.
 *
 * <p>{@link #sim} gives databases on a simulated disk; {@link #open(DatabaseBuilder)} takes any, in
 * particular on real files in a {@code @TempDir}.
 */
final class DatabaseExtension implements BeforeEachCallback, AfterEachCallback {

  private static final String THREADS = "kedge-";
  private static final long PATIENCE_MILLIS = 10_000;

  private final List<Opened> databases = new ArrayList<>();
  private SimStorage disk = new SimStorage();
  private FaultStorage storage = new FaultStorage(disk);
  private Set<Thread> before = Set.of();

  private record Opened(Database database, DatabaseBuilder builder) {}

  /** The simulated disk. */
  SimStorage disk() {
    return disk;
  }

  /** The simulated disk, behind faults that a test can inject; they end with the test. */
  FaultStorage storage() {
    return storage;
  }

  /** Goes on with another simulated disk; what is open on the old one is forgotten. */
  void become(SimStorage other) {
    databases.clear();
    disk = other;
    storage = new FaultStorage(other);
  }

  /** A database of this name on the simulated disk, without threads, with small segments. */
  DatabaseBuilder sim(String name) {
    return Database.builder(SimStorage.ROOT.resolve(name))
        .storage(storage)
        .background(false)
        .logSegmentBytes(64 << 10);
  }

  /** Opens one of this name on the simulated disk. */
  Database open(String name) {
    return open(sim(name));
  }

  /** Opens one in a real file. */
  Database open(Path file) {
    return open(Database.builder(file));
  }

  /** Opens one. */
  Database open(DatabaseBuilder builder) {
    Database database = builder.open();
    databases.add(new Opened(database, builder));
    return database;
  }

  /** Opens a read replica on the simulated disk. */
  Database openReplica(String name) {
    return open(sim(name).readReplica(true));
  }

  /** Restores a backup under a name on the simulated disk. */
  Path restore(String name, byte[] backup) {
    Path target = SimStorage.ROOT.resolve(name);
    Restore.restore(storage, target, new ByteArrayInputStream(backup), ProgressListener.NONE);
    return target;
  }

  /** Closes a database and leaves it out of the checks: the test has damaged it. */
  void forget(Database database) {
    databases.removeIf(one -> one.database == database);
    database.close();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    before = engineThreads();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    storage.heal();
    boolean failed = context.getExecutionException().isPresent();
    for (Opened one : databases) {
      boolean again = !failed && check(one.database);
      close(one.database, failed);
      if (again) {
        checkReadOnly(one.builder);
      }
    }
    if (!failed) {
      assertEquals(List.of(), disk.openFiles(), "files left open");
      assertEquals(List.of(), disk.heldLocks(), "locks left");
      assertNoThreads(before);
    }
  }

  /** Checks a database; false if it is closed. */
  private static boolean check(Database database) {
    try {
      if (!database.stats().fenced()) {
        assertEquals(List.of(), database.check().problems(), database.path().toString());
      }
      return true;
    } catch (DatabaseClosedException e) {
      return false;
    }
  }

  private static void checkReadOnly(DatabaseBuilder builder) {
    try (Database again = builder.readReplica(false).walArchive(null).readOnly(true).open()) {
      assertEquals(List.of(), again.check().problems(), again.path().toString());
    }
  }

  private static void close(Database database, boolean failed) {
    try {
      database.close();
    } catch (KedgeException e) {
      if (!failed) {
        throw e;
      }
    }
  }

  /** The threads of the engine that are running. */
  static Set<Thread> engineThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(THREADS))
        .collect(Collectors.toSet());
  }

  /** Fails if threads of the engine are left but for some; those that are just ending may end. */
  static void assertNoThreads(Set<Thread> but) {
    List<String> left = new ArrayList<>();
    for (Thread thread : engineThreads()) {
      if (!but.contains(thread)) {
        join(thread);
        if (thread.isAlive()) {
          left.add(thread.getName());
        }
      }
    }
    assertEquals(List.of(), left, "threads left running");
  }

  private static void join(Thread thread) {
    try {
      thread.join(PATIENCE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
