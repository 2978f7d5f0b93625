package dev.kedge.internal.store;

import static dev.kedge.internal.store.BackupFixture.PAGE;
import static dev.kedge.internal.store.BackupFixture.PIECE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupFormatException;
import dev.kedge.CorruptionException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
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

class BackupWriterTest {

  private static final int PIECES = 12;

  private final byte[] image = BackupFixture.image(PIECES * PIECE / PAGE, 1);

  @AfterEach
  void noThreadIsLeft() {
    Thread.interrupted();
    assertEquals(List.of(), BackupFixture.threads());
  }

  private void write(OutputStream out, boolean compressed, ProgressListener listener) {
    write(BackupFixture.pageImage(image), out, compressed, listener);
  }

  private void write(
      PageImage pages, OutputStream out, boolean compressed, ProgressListener listener) {
    BackupWriter.write(BackupFixture.header(image), pages, out, compressed, listener);
  }

  /** Fails at the n-th write, or at the flush that follows them. */
  private static final class FailingStream extends OutputStream {

    private final IOException failure = new IOException("broken pipe");
    private int left;

    private FailingStream(int n) {
      left = n;
    }

    @Override
    public void write(int value) throws IOException {
      fail();
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      fail();
    }

    @Override
    public void flush() throws IOException {
      fail();
    }

    private void fail() throws IOException {
      left--;
      if (left == 0) {
        throw failure;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStreamThatFailsAnywhereIsNamedWithItsCause(boolean compressed) {
    int n = 1;
    while (failsAt(n, compressed)) {
      n++;
    }
    assertEquals(PIECES + 4, n);
  }

  private boolean failsAt(int n, boolean compressed) {
    FailingStream out = new FailingStream(n);
    try {
      write(out, compressed, ProgressListener.NONE);
      return false;
    } catch (StorageException e) {
      assertSame(out.failure, e.getCause());
      assertEquals(List.of(), BackupFixture.threads());
      return true;
    }
  }

  @Test
  void whatTheImageThrowsReachesTheCallerAsItIs() {
    for (Throwable failure :
        List.of(
            new CorruptionException(Path.of("app.kv"), 8192, "checksum mismatch in page 1"),
            new IllegalStateException("closed"),
            new AssertionError("a bug"))) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PageImage failing = failingAt(5L * PIECE / PAGE, failure);
      assertSame(
          failure,
          assertThrows(Throwable.class, () -> write(failing, out, false, ProgressListener.NONE)));
      assertEquals(4096 + 5 * (12 + PIECE), out.size());
    }
  }

  private PageImage failingAt(long page, Throwable failure) {
    PageImage pages = BackupFixture.pageImage(image);
    return new PageImage() {
      @Override
      public int pageSize() {
        return pages.pageSize();
      }

      @Override
      public long pageCount() {
        return pages.pageCount();
      }

      @Override
      public void read(long firstPage, int count, byte[] target, int offset) {
        if (page >= firstPage && page < firstPage + count) {
          BackupWriterTest.<RuntimeException>sneak(failure);
        }
        pages.read(firstPage, count, target, offset);
      }
    };
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void progressGoesFromPieceToPieceToTheEnd() {
    List<Long> done = new ArrayList<>();
    write(
        OutputStream.nullOutputStream(),
        true,
        (bytesDone, bytesTotal) -> {
          done.add(bytesDone);
          assertEquals(image.length, bytesTotal);
        });
    List<Long> expected = new ArrayList<>();
    for (long i = 1; i <= PIECES; i++) {
      expected.add(i * PIECE);
    }
    assertEquals(expected, done);
  }

  /** Says that it is cancelled once it was told of so many pieces. */
  private static final class Cancelling implements ProgressListener {

    private int left;

    private Cancelling(int pieces) {
      left = pieces;
    }

    @Override
    public void progress(long bytesDone, long bytesTotal) {
      left--;
    }

    @Override
    public boolean isCancelled() {
      return left <= 0;
    }
  }

  @Test
  void aCancelledBackupEndsAndCannotBeTakenForAWholeOne() {
    for (int pieces = 0; pieces < PIECES; pieces++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Cancelling listener = new Cancelling(pieces);
      assertThrows(OperationCancelledException.class, () -> write(out, true, listener));
      assertThrows(BackupFormatException.class, () -> BackupFixture.verify(out.toByteArray()));
      assertEquals(List.of(), BackupFixture.threads());
    }
    write(OutputStream.nullOutputStream(), true, new Cancelling(PIECES));
  }

  @Test
  void anExceptionOfTheListenerPasses() {
    IllegalStateException failure = new IllegalStateException("the view is closed");
    ProgressListener listener =
        (done, total) -> {
          throw failure;
        };
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () -> write(OutputStream.nullOutputStream(), false, listener)));
  }

  @Test
  void anInterruptedCallerGetsItsBackupAndKeepsTheFlag(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("backup");
    Thread.currentThread().interrupt();
    // The channel beneath would close if the flag reached it.
    try (OutputStream out = Files.newOutputStream(file)) {
      write(out, false, (done, total) -> Thread.currentThread().interrupt());
    }
    assertTrue(Thread.interrupted());
    assertArrayEquals(image, BackupFixture.restore(Files.readAllBytes(file)));
  }

  @Test
  void theListenerMayCancelByTheInterruptFlag() {
    ProgressListener listener =
        new ProgressListener() {
          @Override
          public void progress(long bytesDone, long bytesTotal) {}

          @Override
          public boolean isCancelled() {
            return Thread.currentThread().isInterrupted();
          }
        };
    write(OutputStream.nullOutputStream(), false, listener);
    assertFalse(Thread.currentThread().isInterrupted());
    Thread.currentThread().interrupt();
    assertThrows(
        OperationCancelledException.class,
        () -> write(OutputStream.nullOutputStream(), false, listener));
    assertTrue(Thread.interrupted());
  }

  @Test
  void noMorePiecesAreReadAheadThanTheBudgetAllows() {
    AtomicLong read = new AtomicLong();
    PageImage pages = BackupFixture.pageImage(image);
    PageImage counting =
        new PageImage() {
          @Override
          public int pageSize() {
            return pages.pageSize();
          }

          @Override
          public long pageCount() {
            return pages.pageCount();
          }

          @Override
          public void read(long firstPage, int count, byte[] target, int offset) {
            read.incrementAndGet();
            pages.read(firstPage, count, target, offset);
          }
        };
    int most = BackupBudget.of(BackupPiece.HEAD_BYTES + PIECE).pieces();
    AtomicLong written = new AtomicLong();
    write(
        counting,
        OutputStream.nullOutputStream(),
        false,
        (done, total) -> assertTrue(read.get() - written.getAndIncrement() <= most));
    assertEquals(PIECES, read.get());
  }

  @Test
  void aHeaderThatDescribesAnotherImageIsNotAccepted() {
    byte[] other = BackupFixture.image(1, 1);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            write(
                BackupFixture.pageImage(other),
                OutputStream.nullOutputStream(),
                false,
                ProgressListener.NONE));
  }
}
