package dev.kedge.internal.store;

import static dev.kedge.internal.store.BackupFixture.PAGE;
import static dev.kedge.internal.store.BackupFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.StorageException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupReaderTest {

  private static final int PIECES = 12;

  private final byte[] image = BackupFixture.image(PIECES * PIECE / PAGE, 1);

  @AfterEach
  void noThreadIsLeft() {
    Thread.interrupted();
    assertEquals(List.of(), BackupFixture.threads());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamMayComeByteByByte(boolean compressed) {
    byte[] small = BackupFixture.image(3, 1);
    InputStream dribbling =
        new FilterInputStream(new ByteArrayInputStream(BackupFixture.backup(small, compressed))) {
          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return super.read(target, offset, Math.min(length, 1));
          }
        };
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BackupFixture.read(
        dribbling, (position, bytes, offset, length) -> out.write(bytes, offset, length));
    assertArrayEquals(small, out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamThatFailsAnywhereIsNamedWithItsCause(boolean compressed) {
    byte[] backup = BackupFixture.backup(BackupFixture.image(40, 1), compressed);
    int n = 1;
    while (failsAt(n, backup)) {
      n++;
    }
    assertTrue(n > 5, "n " + n);
  }

  private static boolean failsAt(int n, byte[] backup) {
    IOException failure = new IOException("connection reset");
    InputStream failing =
        new FilterInputStream(new ByteArrayInputStream(backup)) {
          private int left = n;

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            left--;
            if (left == 0) {
              throw failure;
            }
            return super.read(target, offset, length);
          }
        };
    try {
      BackupFixture.read(failing, BackupReader.Sink.NONE);
      return false;
    } catch (StorageException e) {
      assertSame(failure, e.getCause());
      assertEquals(List.of(), BackupFixture.threads());
      return true;
    }
  }

  @Test
  void whatTheSinkThrowsReachesTheCallerAndEndsTheHandingOn() {
    for (RuntimeException failure :
        List.of(
            new StorageException(Path.of("target"), "can't be written", null),
            new IllegalStateException("closed"))) {
      List<Long> taken = new ArrayList<>();
      BackupReader.Sink sink =
          (position, bytes, offset, length) -> {
            taken.add(position);
            if (position == 3 * PIECE) {
              throw failure;
            }
          };
      assertSame(
          failure,
          assertThrows(RuntimeException.class, () -> BackupFixture.read(stream(false), sink)));
      assertEquals(List.of(0L, 1L * PIECE, 2L * PIECE, 3L * PIECE), taken);
    }
  }

  private InputStream stream(boolean compressed) {
    return new ByteArrayInputStream(BackupFixture.backup(image, compressed));
  }

  @Test
  void progressGoesFromPieceToPieceToTheEnd() {
    List<Long> done = new ArrayList<>();
    read(stream(true), (bytesDone, bytesTotal) -> done.add(bytesDone * 10 + bytesTotal));
    List<Long> expected = new ArrayList<>();
    for (long i = 1; i <= PIECES; i++) {
      expected.add(i * PIECE * 10 + image.length);
    }
    assertEquals(expected, done);
  }

  private static void read(InputStream in, ProgressListener listener) {
    BackupReader.read(in, "backup", "verification", BackupReader.Sink.NONE, listener);
  }

  @Test
  void aCancelledReadingEnds() {
    for (int pieces = 0; pieces < PIECES; pieces++) {
      long limit = (long) pieces * PIECE;
      AtomicLong reached = new AtomicLong();
      ProgressListener listener =
          new ProgressListener() {
            @Override
            public void progress(long bytesDone, long bytesTotal) {
              reached.set(bytesDone);
            }

            @Override
            public boolean isCancelled() {
              return reached.get() >= limit;
            }
          };
      OperationCancelledException e =
          assertThrows(OperationCancelledException.class, () -> read(stream(false), listener));
      assertTrue(e.getMessage().startsWith("verification"), e.getMessage());
      assertEquals(List.of(), BackupFixture.threads());
    }
  }

  @Test
  void anInterruptedCallerKeepsTheFlag(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("backup");
    Files.write(file, BackupFixture.backup(image, true));
    Thread.currentThread().interrupt();
    // The channel beneath would close if the flag reached it.
    try (InputStream in = Files.newInputStream(file)) {
      read(in, (done, total) -> Thread.currentThread().interrupt());
    }
    assertTrue(Thread.interrupted());
  }

  @Test
  void noMorePiecesAreUnderwayThanTheBudgetAllows() {
    byte[] backup = BackupFixture.backup(image, false);
    int pieceBytes = BackupPiece.HEAD_BYTES + PIECE;
    int most = BackupBudget.of(pieceBytes).pieces();
    ByteArrayInputStream in = new ByteArrayInputStream(backup);
    AtomicLong taken = new AtomicLong();
    BackupFixture.read(
        in,
        (position, bytes, offset, length) -> {
          int begun = (backup.length - in.available() - BackupHeader.BYTES) / pieceBytes;
          assertTrue(begun - taken.getAndIncrement() <= most);
        });
    assertEquals(PIECES, taken.get());
  }
}
