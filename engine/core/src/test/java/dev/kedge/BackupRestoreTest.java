package dev.kedge;

import static dev.kedge.Databases.backup;
import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.logFolder;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static dev.kedge.Databases.stream;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.Fault;
import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BackupRestoreTest {

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private final Events events = new Events();

  /** A database of about 10 MiB, with free pages. */
  private Database large() {
    Database database = databases.open(databases.sim("a.kv").listener(events));
    Random random = new Random(5);
    for (int i = 0; i < 5; i++) {
      WriteBatch batch = new WriteBatch();
      for (int j = 0; j < 200; j++) {
        byte[] value = new byte[random.nextInt(20_000)];
        random.nextBytes(value);
        batch.put(bytes(String.format("large%03d", i * 200 + j)), value);
      }
      database.write(batch);
    }
    database.checkpoint();
    database.deleteRange(KeyRange.prefix(bytes("large3")));
    return database;
  }

  private Database restored(String name, byte[] backup) {
    return databases.open(databases.sim(databases.restore(name, backup).getFileName().toString()));
  }

  /** Both forms of a backup must hold the same. */
  private static void assertSame(ReadView expected, ReadView found) {
    try (Cursor one = expected.cursor(KeyRange.all());
        Cursor other = found.cursor(KeyRange.all())) {
      while (one.next()) {
        assertTrue(other.next());
        assertArrayEquals(one.key(), other.key());
        assertArrayEquals(one.value(), other.value());
      }
      assertFalse(other.next());
    }
  }

  @Test
  void aBackupIsTheStateAtItsVersionWhateverIsWrittenMeanwhile() {
    for (boolean compressed : new boolean[] {false, true}) {
      databases.become(new SimStorage());
      Database database = large();
      long before = database.position().version();
      Snapshot snapshot = database.snapshot();
      Random random = new Random(6);
      ProgressListener writer =
          (done, total) -> {
            for (int i = 0; i < 20; i++) {
              byte[] value = new byte[random.nextInt(20_000)];
              database.put(bytes(String.format("large%03d", random.nextInt(1000))), value);
            }
            database.checkpoint();
          };
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BackupResult result =
          database.backup(out, new BackupOptions(compressed, ProgressListener.NONE).with(writer));
      assertEquals(snapshot.position(), result.position());
      assertEquals(snapshot.commitTime(), result.commitTime());
      assertEquals(compressed, result.compressed());
      assertEquals(out.size(), result.streamBytes());
      assertTrue(database.position().version() > before + 20);
      assertEquals(List.of("backup " + before), events.of("backup " + before));
      BackupInfo info = Restore.verify(stream(out.toByteArray()));
      assertEquals(result.position(), info.position());
      assertEquals(result.digest(), info.digest());
      Database copy = restored("copy.kv", out.toByteArray());
      assertEquals(snapshot.position(), copy.position());
      assertSame(snapshot, copy);
      snapshot.close();
      Databases.checkAndClose(copy);
      events.all.clear();
    }
  }

  @Test
  void aRestoredFileIsTheSourceByteForByteWhenNobodyWrites() {
    Database database = large();
    byte[] backup = backup(database);
    byte[] source = databases.disk().readFile(database.path());
    databases.restore("copy.kv", backup);
    assertArrayEquals(source, databases.disk().readFile(path("copy.kv")));
    database.close();
    assertArrayEquals(source, databases.disk().readFile(path("a.kv")));
    Database again = databases.open("a.kv");
    byte[] second = backup(again);
    again.close();
    databases.restore("copy2.kv", second);
    assertArrayEquals(
        databases.disk().readFile(path("a.kv")), databases.disk().readFile(path("copy2.kv")));
  }

  @Test
  void twoBackupsOfOneStateAreTheSameBytesAndHaveTheSameDigestInEitherForm() {
    Database database = large();
    ByteArrayOutputStream one = new ByteArrayOutputStream();
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    BackupResult first = database.backup(one);
    database.backup(two);
    BackupResult third = database.backup(compressed, BackupOptions.COMPRESSED);
    assertArrayEquals(one.toByteArray(), two.toByteArray());
    assertEquals(first.digest(), third.digest());
    assertEquals(first.imageBytes(), third.imageBytes());
    databases.restore("one.kv", one.toByteArray());
    databases.restore("three.kv", compressed.toByteArray());
    assertArrayEquals(
        databases.disk().readFile(path("one.kv")), databases.disk().readFile(path("three.kv")));
  }

  @Test
  void aBackupHasAtLeastTheLastCommitBeforeTheCall() {
    Database database = databases.open(databases.sim("a.kv").durability(Durability.OFF));
    assertEquals(0, Restore.verify(stream(backup(database))).position().version());
    for (int i = 1; i <= 5; i++) {
      put(database, "k" + i, "v");
      assertEquals(i, Restore.verify(stream(backup(database))).position().version());
    }
    Database copy = restored("copy.kv", backup(database));
    assertEquals(content(database), content(copy));
  }

  @Test
  void anEmptyDatabaseIsBackedUpAndRestored() {
    Database copy = restored("copy.kv", backup(databases.open("a.kv")));
    assertEquals(Map.of(), content(copy));
    assertEquals(1, put(copy, "a", "1").version());
  }

  @Test
  void aDamagedLivePageFailsTheBackupNamingIt() {
    Database database = large();
    database.close();
    SimStorage intact = databases.disk();
    int pages = intact.readFile(path("a.kv")).length / 8192;
    int failed = 0;
    for (int page = 5; page < pages; page += 97) {
      databases.become(intact.kill());
      databases.disk().flipBit(path("a.kv"), page * 8192L + 4000, 1);
      Database damaged = databases.sim("a.kv").open();
      boolean live = !damaged.check().isOk();
      if (live) {
        CorruptionException e =
            assertThrows(CorruptionException.class, () -> damaged.backup(path("backup")));
        assertEquals(page * 8192L, e.offset());
        assertFalse(databases.disk().exists(path("backup")));
        failed++;
      } else {
        damaged.backup(path("backup"));
      }
      assertEquals(0, damaged.stats().readers());
      databases.forget(damaged);
    }
    assertTrue(failed > 2, "damaged live pages: " + failed);
    databases.become(new SimStorage());
  }

  @Test
  void aBackupToAFileIsThereOnlyWhenItIsWhole() {
    Database database = large();
    Path file = path("backup");
    List<Boolean> seen = new ArrayList<>();
    ProgressListener look = (done, total) -> seen.add(databases.disk().exists(file));
    BackupResult result = database.backup(file, BackupOptions.COMPRESSED.with(look));
    assertFalse(seen.contains(true));
    assertTrue(databases.disk().isDurable(file));
    assertEquals(result.streamBytes(), databases.disk().readFile(file).length);
    Restore.restore(databases.storage(), path("copy.kv"), file, ProgressListener.NONE);
    assertSame(database, databases.open("copy.kv"));
    byte[] before = databases.disk().readFile(file);
    TargetExistsException e =
        assertThrows(TargetExistsException.class, () -> database.backup(file));
    assertEquals(file, e.path());
    assertArrayEquals(before, databases.disk().readFile(file));
  }

  @Test
  void progressIsReportedToTheEnd() {
    Database database = large();
    List<Long> done = new ArrayList<>();
    BackupResult result =
        database.backup(
            OutputStream.nullOutputStream(),
            BackupOptions.PLAIN.with(
                (bytes, total) -> {
                  done.add(bytes);
                  assertEquals(database.stats().fileBytes(), total);
                }));
    assertEquals(done.stream().sorted().toList(), done);
    assertEquals(result.imageBytes(), done.get(done.size() - 1));
  }

  @Test
  void aBackupCanBeCancelled() {
    Database database = large();
    ProgressListener cancel =
        new ProgressListener() {
          private boolean cancelled;

          @Override
          public void progress(long done, long total) {
            cancelled = true;
          }

          @Override
          public boolean isCancelled() {
            return cancelled;
          }
        };
    assertThrows(
        OperationCancelledException.class,
        () -> database.backup(path("backup"), BackupOptions.PLAIN.with(cancel)));
    assertFalse(databases.disk().exists(path("backup")));
    assertEquals(0, database.stats().readers());
    database.backup(path("backup"));
  }

  @Test
  void aStreamThatFailsFailsTheBackupOnly() {
    Database database = large();
    OutputStream failing =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException("the peer is gone");
          }
        };
    StorageException e = assertThrows(StorageException.class, () -> database.backup(failing));
    assertEquals("the peer is gone", e.getCause().getMessage());
    assertEquals(0, database.stats().readers());
    put(database, "a", "1");
    assertFalse(database.stats().fenced());
  }

  @Test
  void aFullDiskFailsTheBackupToAFileAndLeavesNothing() {
    Database database = large();
    database.checkpoint();
    backup(database);
    Set<Path> before = databases.disk().files().keySet();
    databases.disk().limitCapacity(databases.disk().usedBytes() + (5 << 20));
    assertThrows(StorageFullException.class, () -> database.backup(path("backup")));
    assertEquals(before, databases.disk().files().keySet());
    databases.disk().limitCapacity(Long.MAX_VALUE);
    database.backup(path("backup"));
  }

  @Test
  void everyFailureOfABackupToAFileLeavesNothingInTheWayOfTheNext() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 100);
    database.checkpoint();
    boolean fired = true;
    for (int n = 1; fired; n++) {
      Fault fault = Fault.failNth(n).at(file -> file.toString().contains("backup"));
      databases.storage().inject(fault);
      try {
        database.backup(path("backup"));
      } catch (KedgeException e) {
        assertTrue(fault.fired());
      }
      databases.storage().heal();
      fired = fault.fired();
      databases.disk().delete(path("backup"));
      database.backup(path("backup"));
      Restore.verify(stream(databases.disk().readFile(path("backup"))));
      databases.disk().delete(path("backup"));
    }
  }

  @Test
  void aRestoreReplacesNothing() {
    Database database = databases.open("a.kv");
    putMany(database, 0, 100);
    byte[] backup = backup(database);
    byte[] source = databases.disk().readFile(path("a.kv"));
    assertEquals(
        path("a.kv"),
        assertThrows(TargetExistsException.class, () -> databases.restore("a.kv", backup)).path());
    assertArrayEquals(source, databases.disk().readFile(path("a.kv")));
    // The log folder of a database that was deleted is enough.
    database.close();
    databases.disk().delete(path("a.kv"));
    assertEquals(
        logFolder(path("a.kv")),
        assertThrows(TargetExistsException.class, () -> databases.restore("a.kv", backup)).path());
    assertFalse(databases.disk().exists(path("a.kv")));
    databases.become(new SimStorage());
    databases.disk().createDirectory(logFolder(path("a.kv")));
    assertEquals(100, restored("a.kv", backup).position().version());
  }
}
