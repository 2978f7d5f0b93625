package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KedgeExceptionTest {

  private static final Path FILE = Path.of("data", "app.kv");

  private final IOException cause = new IOException("No space left on device");

  static Stream<KedgeException> everyError() {
    IOException cause = new IOException("No space left on device");
    return Stream.of(
        new KedgeException("it failed: retry"),
        new CorruptionException(FILE, 8192, "page checksum does not match"),
        new BackupFormatException("backup ends early", 4096),
        new BackupFormatException("not an LZ4 frame", 4, cause),
        new FormatVersionException("data/app.kv", 3, 1),
        new ReplicaGapException(5, 9),
        new GenerationMismatchException("another history: seed the replica again"),
        new RecoveryTargetException("version 9", "version 1", "version 7"),
        new ReadOnlyDatabaseException("put on a replica: write to the primary"),
        new ConflictException("key 00 was written meanwhile: run the transaction again"),
        new DatabaseLockedException(FILE, "pid 12 on host since 2026-01-31T12:00:00Z"),
        new DatabaseClosedException("the database is closed: open it again"),
        new DatabaseFencedException("force failed: reopen", Outcome.UNKNOWN, cause),
        new StorageException(FILE, "can't be read", cause),
        new StorageFullException(FILE, Outcome.NOT_COMMITTED, cause),
        new LimitExceededException("key length in bytes", 1024, 2000),
        new ArchiveException("versions 1 to 9 were not stored: mend the archive", null),
        new OperationCancelledException("backup"),
        new DestinationException("file:///backups", "heartbeat", "can't be read: mend it", cause),
        DestinationException.missing("file:///backups", "heartbeat"),
        new FencedWriterException("file:///backups", 7, "instance 1 on host"),
        new TargetExistsException(FILE));
  }

  @ParameterizedTest
  @MethodSource("everyError")
  void theMessageIsOneLineAndSurvivesSerialization(KedgeException error) throws Exception {
    String message = String.valueOf(error.getMessage());
    assertFalse(message.contains("\n"), message);
    assertTrue(message.length() > 10, message);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(error);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      KedgeException read = (KedgeException) in.readObject();
      assertSame(error.getClass(), read.getClass());
      assertEquals(message, read.getMessage());
      if (read instanceof StorageException storage) {
        assertEquals(FILE, storage.file());
      }
    }
  }

  @Test
  void damageNamesFileOffsetAndRemedy() {
    CorruptionException error = new CorruptionException(FILE, 8192, "page checksum does not match");
    assertEquals(FILE, error.file());
    assertEquals(8192, error.offset());
    assertEquals(
        "page checksum does not match in "
            + FILE
            + " at offset 8192: the file is damaged; keep a copy and restore it from a backup",
        error.getMessage());
  }

  @Test
  void damageInAStreamNamesTheOffset() {
    BackupFormatException error = new BackupFormatException("backup ends early", 4096, cause);
    assertEquals(4096, error.offset());
    assertSame(cause, error.getCause());
    assertTrue(messageOf(error).startsWith("backup ends early at stream offset 4096: "));
    assertNull(new BackupFormatException("backup ends early", 4096).getCause());
  }

  @Test
  void aGapNamesBothVersionsWhicheverIsGreater() {
    ReplicaGapException ahead = new ReplicaGapException(5, 9);
    assertEquals(5, ahead.expected());
    assertEquals(9, ahead.found());
    assertTrue(messageOf(ahead).contains("version 5 is needed next, but the first at hand is 9"));
    String behind = messageOf(new ReplicaGapException(20, 12));
    assertTrue(behind.contains("version 20 is needed next"), behind);
    assertTrue(behind.contains("starts at 12 and ends before it"), behind);
  }

  @Test
  void aFailedCommitTellsItsOutcome() {
    StorageFullException full = new StorageFullException(FILE, Outcome.NOT_COMMITTED, cause);
    assertEquals(Outcome.NOT_COMMITTED, full.outcome());
    assertEquals(FILE, full.file());
    assertSame(cause, full.getCause());
    assertTrue(messageOf(full).startsWith(FILE + ": no space left"), full.getMessage());
    assertTrue(messageOf(full).endsWith("this call has committed nothing"), full.getMessage());

    DatabaseFencedException fenced =
        new DatabaseFencedException("force failed: reopen", Outcome.UNKNOWN, null);
    assertEquals(Outcome.UNKNOWN, fenced.outcome());
    assertEquals(
        "force failed: reopen; whether this call was committed shows only after reopening",
        fenced.getMessage());
  }

  @Test
  void theOthersCarryTheirFields() {
    FormatVersionException version = new FormatVersionException("data/app.kv", 3, 1);
    assertEquals(3, version.found());
    assertEquals(1, version.supported());
    RecoveryTargetException target = new RecoveryTargetException("9", "1", "7");
    assertEquals("9", target.requested());
    assertEquals("1", target.oldest());
    assertEquals("7", target.newest());
    DatabaseLockedException locked =
        new DatabaseLockedException(FILE, "pid 12 on host", OptionalLong.of(12));
    assertEquals(FILE, locked.path());
    assertEquals("pid 12 on host", locked.holder());
    assertEquals(OptionalLong.of(12), locked.pid());
    assertEquals(OptionalLong.empty(), new DatabaseLockedException(FILE, "somebody").pid());
    LimitExceededException limit = new LimitExceededException("key length in bytes", 10, 20);
    assertEquals(10, limit.limit());
    assertEquals(20, limit.actual());
    assertEquals(FILE, new TargetExistsException(FILE).path());
  }

  private static String messageOf(Throwable error) {
    return String.valueOf(error.getMessage());
  }
}
