package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.LogOperation.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LeafRecordsTest {

  private static final Duration TOOK = Duration.ofMillis(5);
  private static final Duration NEGATIVE = Duration.ofNanos(-1);
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");
  private static final Position POSITION = new Position(0xabcL, 7);
  private static final Path PATH = Path.of("app.kv");
  private static final String DIGEST = "0123456789abcdef";
  private static final BackupInfo INFO =
      new BackupInfo(POSITION, TIME, 8192, 3, 3 * 8192, 30_000, false, DIGEST, TOOK);

  @Test
  void aCommitHasAVersionAndATime() {
    assertEquals(0, new Commit(0, Instant.EPOCH).version());
    refused(() -> new Commit(-1, TIME));
  }

  @Test
  void entriesAreEqualByTheirBytes() {
    Entry entry = new Entry(bytes(1, 255), bytes(3));
    assertEquals(new Entry(bytes(1, 255), bytes(3)), entry);
    assertEquals(new Entry(bytes(1, 255), bytes(3)).hashCode(), entry.hashCode());
    assertNotEquals(new Entry(bytes(1), bytes(3)), entry);
    assertNotEquals(new Entry(bytes(1, 255), bytes()), entry);
    assertEquals("Entry[key=01ff, 1 bytes]", entry.toString());
  }

  @Test
  void operationsAreEqualByTheirBytes() {
    LogOperation put = new LogOperation(Kind.PUT, bytes(1), bytes(2));
    assertEquals(new LogOperation(Kind.PUT, bytes(1), bytes(2)), put);
    assertEquals(new LogOperation(Kind.PUT, bytes(1), bytes(2)).hashCode(), put.hashCode());
    assertNotEquals(new LogOperation(Kind.DELETE_RANGE, bytes(1), bytes(2)), put);
    assertNotEquals(new LogOperation(Kind.PUT, bytes(1), bytes(3)), put);
    assertEquals(
        new LogOperation(Kind.DELETE, bytes(1), null),
        new LogOperation(Kind.DELETE, bytes(1), null));
  }

  @Test
  void operationsPrintTheirKeys() {
    assertEquals("PUT[01, 2 bytes]", new LogOperation(Kind.PUT, bytes(1), bytes(2, 3)).toString());
    assertEquals("DELETE[01]", new LogOperation(Kind.DELETE, bytes(1), null).toString());
    assertEquals(
        "DELETE_RANGE[01 to 02]",
        new LogOperation(Kind.DELETE_RANGE, bytes(1), bytes(2)).toString());
    assertEquals(
        "DELETE_RANGE[ to the last]",
        new LogOperation(Kind.DELETE_RANGE, bytes(), null).toString());
  }

  @Test
  void aPutNeedsAValueAndADeleteHasNone() {
    refused(() -> new LogOperation(Kind.PUT, bytes(1), null));
    refused(() -> new LogOperation(Kind.DELETE, bytes(1), bytes(2)));
  }

  @Test
  void aLogEntryCopiesItsOperations() {
    List<LogOperation> operations = new ArrayList<>();
    operations.add(new LogOperation(Kind.DELETE, bytes(1), null));
    LogEntry entry = new LogEntry(0xabcL, 7, TIME, -1, operations);
    operations.clear();
    assertEquals(1, entry.operations().size());
    assertEquals(POSITION, entry.position());
    assertThrows(UnsupportedOperationException.class, () -> entry.operations().clear());
    assertEquals(
        "LogEntry[position=0000000000000abc:0000000000000007, time=2026-01-31T12:00:00Z, "
            + "historyChecksum=ffffffffffffffff, 1 operations]",
        entry.toString());
    refused(() -> new LogEntry(1, 0, TIME, 0, List.of()));
  }

  @Test
  void anArchiveRangeIsNeverEmpty() {
    assertEquals(
        "versions 3 to 9 of generation 0000000000000abc",
        new WalArchive.Range(0xabcL, 3, 9).toString());
    assertEquals(3, new WalArchive.Range(1, 3, 3).lastVersion());
    refused(() -> new WalArchive.Range(1, 0, 3));
    refused(() -> new WalArchive.Range(1, 4, 3));
  }

  @Test
  void checkpointResultsAreChecked() {
    assertEquals(9, new CheckpointResult(1, 2, 9, TOOK).bytesWritten());
    refused(() -> new CheckpointResult(-1, 2, 3, TOOK));
    refused(() -> new CheckpointResult(1, -1, 3, TOOK));
    refused(() -> new CheckpointResult(1, 2, -1, TOOK));
    refused(() -> new CheckpointResult(1, 2, 3, NEGATIVE));
  }

  @Test
  void backupResultsAreChecked() {
    assertEquals(9, new BackupResult(POSITION, TIME, 1, 2, 9, DIGEST, true, TOOK).streamBytes());
    refused(() -> new BackupResult(POSITION, TIME, -1, 2, 3, DIGEST, true, TOOK));
    refused(() -> new BackupResult(POSITION, TIME, 1, -1, 3, DIGEST, true, TOOK));
    refused(() -> new BackupResult(POSITION, TIME, 1, 2, -1, DIGEST, true, TOOK));
    refused(() -> new BackupResult(POSITION, TIME, 1, 2, 3, "0123456789ABCDEF", true, TOOK));
    refused(() -> new BackupResult(POSITION, TIME, 1, 2, 3, "0123", true, TOOK));
    refused(() -> new BackupResult(POSITION, TIME, 1, 2, 3, DIGEST, true, NEGATIVE));
  }

  @Test
  void backupInfosAreChecked() {
    assertEquals(8192, INFO.pageSize());
    refused(() -> new BackupInfo(POSITION, TIME, 0, 1, 2, 3, true, DIGEST, TOOK));
    refused(() -> new BackupInfo(POSITION, TIME, 1, -1, 2, 3, true, DIGEST, TOOK));
    refused(() -> new BackupInfo(POSITION, TIME, 1, 1, -1, 3, true, DIGEST, TOOK));
    refused(() -> new BackupInfo(POSITION, TIME, 1, 1, 2, -1, true, DIGEST, TOOK));
    refused(() -> new BackupInfo(POSITION, TIME, 1, 1, 2, 3, true, "xyz", TOOK));
    refused(() -> new BackupInfo(POSITION, TIME, 1, 1, 2, 3, true, DIGEST, NEGATIVE));
  }

  @Test
  void restoreAndCompactResultsAreChecked() {
    assertEquals(INFO, new RestoreResult(PATH, INFO, TOOK).backup());
    refused(() -> new RestoreResult(PATH, INFO, NEGATIVE));
    assertEquals(2, new CompactResult(PATH, 9, 2, TOOK).pagesAfter());
    refused(() -> new CompactResult(PATH, -1, 2, TOOK));
    refused(() -> new CompactResult(PATH, 1, -1, TOOK));
    refused(() -> new CompactResult(PATH, 1, 2, NEGATIVE));
  }

  @Test
  void aShipResultIsEmptyWithoutCommits() {
    assertTrue(new ShipResult(1, 5, 4, 0, 100, TOOK).isEmpty());
    assertFalse(new ShipResult(1, 5, 5, 1, 100, TOOK).isEmpty());
    refused(() -> new ShipResult(1, 5, 4, 1, 100, TOOK));
    refused(() -> new ShipResult(1, 0, 4, 4, 100, TOOK));
    refused(() -> new ShipResult(-1, 1, 4, 4, 100, TOOK));
    refused(() -> new ShipResult(1, 1, 4, -4, 100, TOOK));
    refused(() -> new ShipResult(1, 1, 4, 4, -1, TOOK));
    refused(() -> new ShipResult(1, 1, 4, 4, 1, NEGATIVE));
  }

  @Test
  void applyResultsAreChecked() {
    assertEquals(2, new ApplyResult(POSITION, 2, 0, null, true, TOOK).applied());
    refused(() -> new ApplyResult(POSITION, -1, 0, TIME, true, TOOK));
    refused(() -> new ApplyResult(POSITION, 0, -1, TIME, true, TOOK));
    refused(() -> new ApplyResult(POSITION, 0, 0, TIME, true, NEGATIVE));
  }

  @Test
  void aCheckIsOkWithoutProblems() {
    List<String> problems = new ArrayList<>();
    CheckResult ok = new CheckResult(1, 2, 3, 4, problems, TOOK);
    problems.add("page 7 of app.kv is neither reachable nor free");
    assertTrue(ok.isOk());
    assertFalse(new CheckResult(1, 2, 3, 4, problems, TOOK).isOk());
    refused(() -> new CheckResult(-1, 2, 3, 4, problems, TOOK));
    refused(() -> new CheckResult(1, -2, 3, 4, problems, TOOK));
    refused(() -> new CheckResult(1, 2, -3, 4, problems, TOOK));
    refused(() -> new CheckResult(1, 2, 3, -4, problems, TOOK));
    refused(() -> new CheckResult(1, 2, 3, 4, problems, NEGATIVE));
  }

  @Test
  void bulkLoadResultsAreChecked() {
    assertEquals(0, new BulkLoadResult(0, 0, 0, TOOK).entries());
    assertEquals(10, new BulkLoadResult(10, 3, 4, TOOK).entries());
    refused(() -> new BulkLoadResult(-1, 3, 4, TOOK));
    refused(() -> new BulkLoadResult(1, 4, 3, TOOK));
    refused(() -> new BulkLoadResult(1, 3, 4, NEGATIVE));
  }

  @Test
  void holdInfosAreChecked() {
    assertEquals("h", new HoldInfo("h", 0, 1, 0, TIME).name());
    refused(() -> new HoldInfo("", 0, 1, 0, TIME));
    refused(() -> new HoldInfo("h", -1, 1, 0, TIME));
    refused(() -> new HoldInfo("h", 0, 0, 0, TIME));
    refused(() -> new HoldInfo("h", 0, 1, -1, TIME));
  }

  @Test
  void theDefaultListenersDoNothing() {
    ProgressListener.NONE.progress(1, -1);
    assertFalse(ProgressListener.NONE.isCancelled());
    DatabaseListener.NONE.onFenced(new KedgeException("it failed: reopen"));
    DatabaseListener.NONE.onGenerationForked(POSITION, 1);
  }

  private static void refused(Executable construction) {
    assertThrows(IllegalArgumentException.class, construction);
  }

  private static byte[] bytes(int... values) {
    byte[] result = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (byte) values[i];
    }
    return result;
  }
}
