package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An object as a stream that outlives requests: what breaks off is asked for again from there, as a
 * restore of many hours must not end with one lost connection. It gives up after a few requests
 * without a byte between them, with a {@link DestinationException}.
 */
final class ResumingInput extends InputStream {

  private static final int ATTEMPTS = 5;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final ReplicaClient client;
  private final String object;
  private InputStream in;
  private long position;
  private int failures;

  /**
   * Begins to read.
   *
   * @throws DestinationException if the object is not there, or the destination keeps failing
   */
  ResumingInput(ReplicaClient client, String object) {
    this.client = client;
    this.object = object;
    this.in = open();
  }

  private InputStream open() {
    while (true) {
      try {
        return client.read(object, position, Long.MAX_VALUE);
      } catch (DestinationException e) {
        if (e.isMissing() || !isTriedAgain()) {
          throw e;
        }
      }
    }
  }

  private boolean isTriedAgain() {
    failures++;
    LockSupport.parkNanos(PAUSE_NANOS << failures);
    return failures < ATTEMPTS;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    while (true) {
      try {
        int count = in.read(target, offset, length);
        if (count > 0) {
          position += count;
          failures = 0;
        }
        return count;
      } catch (IOException e) {
        if (!isTriedAgain()) {
          throw new DestinationException(
              client.url(), object, "can't be read: " + e.getMessage(), e);
        }
        reopen();
      }
    }
  }

  private void reopen() {
    try {
      in.close();
    } catch (IOException e) {
      // It is broken anyway.
    }
    in = open();
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
