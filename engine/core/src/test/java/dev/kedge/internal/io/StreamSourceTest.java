package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.BackupFormatException;
import dev.kedge.StorageException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamSourceTest {

  private final InterruptHold hold = new InterruptHold();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private StreamSource source(InputStream in) {
    return new StreamSource(in, "backup", hold);
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void whatWasPeekedIsReadAgain() {
    StreamSource source = source(text("abcdefgh"));
    assertEquals("abcde", new String(source.peek(5), StandardCharsets.US_ASCII));
    assertEquals(0, source.offset());
    byte[] target = new byte[9];
    source.readFully(target, 1, 3);
    assertEquals(3, source.offset());
    source.readFully(target, 4, 5);
    assertArrayEquals("\0abcdefgh".getBytes(StandardCharsets.US_ASCII), target);
    assertEquals(8, source.offset());
    assertEquals(0, source.readUpTo(target, 0, 1));
  }

  @Test
  void aShorterStreamIsPeekedToItsEnd() {
    StreamSource source = source(text("ab"));
    assertEquals(2, source.peek(5).length);
    assertEquals(2, source.readUpTo(new byte[5], 0, 5));
  }

  @Test
  void anEarlyEndIsNamedWithItsOffset() {
    StreamSource source = source(text("abc"));
    source.readFully(new byte[1], 0, 1);
    BackupFormatException e =
        assertThrows(BackupFormatException.class, () -> source.readFully(new byte[5], 0, 5));
    assertEquals(3, e.offset());
    assertTrue(e.getMessage().startsWith("backup ends early"), e.getMessage());
  }

  @Test
  void aStreamThatReturnsNothingIsAskedForASingleByte() {
    InputStream dry =
        new InputStream() {
          private int next;

          @Override
          public int read() {
            return next < 3 ? next++ : -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            return 0;
          }
        };
    byte[] target = new byte[5];
    assertEquals(3, source(dry).readUpTo(target, 0, 5));
    assertArrayEquals(new byte[] {0, 1, 2, 0, 0}, target);
  }

  @Test
  void aFailureKeepsItsCauseAndTellsTheOffset() {
    IOException broken = new IOException("broken pipe");
    InputStream failing =
        new InputStream() {
          private int count;

          @Override
          public int read() throws IOException {
            throw broken;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            if (count++ == 0) {
              return 2;
            }
            throw broken;
          }
        };
    StorageException e =
        assertThrows(StorageException.class, () -> source(failing).readFully(new byte[5], 0, 5));
    assertSame(broken, e.getCause());
    assertEquals(Path.of("backup"), e.file());
    assertTrue(e.getMessage().contains("after 2 bytes: broken pipe"), e.getMessage());
  }

  @Test
  void theStreamSeesNoInterruptAndTheCallerDoes() {
    InputStream watching =
        new InputStream() {
          @Override
          public int read() {
            throw new AssertionError("asked for a single byte");
          }

          @Override
          public int read(byte[] target, int offset, int length) {
            assertFalse(Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            return length;
          }
        };
    StreamSource source = source(watching);
    source.readFully(new byte[1], 0, 1);
    source.readFully(new byte[1], 0, 1);
    hold.close();
    assertTrue(Thread.currentThread().isInterrupted());
  }
}
