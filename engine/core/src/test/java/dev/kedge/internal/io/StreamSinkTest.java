package dev.kedge.internal.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StreamSinkTest {

  private final InterruptHold hold = new InterruptHold();

  @AfterEach
  void clearInterrupt() {
    Thread.interrupted();
  }

  private StreamSink sink(OutputStream out) {
    return new StreamSink(out, "backup", hold);
  }

  @Test
  void everythingArrivesInSlicesAndIsCounted() {
    byte[] bytes = new byte[1_000_000];
    new Random(1).nextBytes(bytes);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    StreamSink sink = sink(out);
    sink.write(bytes, 0, 10);
    sink.write(bytes, 10, bytes.length - 20);
    sink.flush();
    assertEquals(bytes.length - 10, sink.written());
    assertArrayEquals(Arrays.copyOf(bytes, bytes.length - 10), out.toByteArray());
  }

  @Test
  void aFailureKeepsItsCauseAndAFullDeviceIsToldFromOthers() {
    IOException broken = new IOException("broken pipe");
    StorageException e =
        assertThrows(StorageException.class, () -> sink(failing(broken)).write(new byte[1], 0, 1));
    assertSame(broken, e.getCause());
    assertTrue(e.getMessage().startsWith("backup: its output stream failed"), e.getMessage());

    IOException full = new IOException("No space left on device");
    e = assertThrows(StorageFullException.class, () -> sink(failing(full)).flush());
    assertSame(full, e.getCause());
  }

  private static OutputStream failing(IOException failure) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw failure;
      }

      @Override
      public void flush() throws IOException {
        throw failure;
      }
    };
  }

  @Test
  void theStreamSeesNoInterruptAndTheCallerDoes() {
    OutputStream watching =
        new OutputStream() {
          @Override
          public void write(int value) {
            assertFalse(Thread.currentThread().isInterrupted());
          }

          @Override
          public void flush() {
            assertFalse(Thread.currentThread().isInterrupted());
          }
        };
    StreamSink sink = sink(watching);
    Thread.currentThread().interrupt();
    sink.write(new byte[1], 0, 1);
    Thread.currentThread().interrupt();
    sink.flush();
    hold.show();
    assertTrue(Thread.currentThread().isInterrupted());
    hold.hold();
    assertFalse(Thread.currentThread().isInterrupted());
    hold.close();
    assertTrue(Thread.currentThread().isInterrupted());
  }
}
