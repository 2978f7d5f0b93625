package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * A destination that fails: before or after a request is carried out, or in the middle of a
 * content; that does not answer until it is released; and that lists its pages in no order.
 */
class FaultyReplicaClient implements ReplicaClient {

  /** How a request fails. */
  enum Way {
    /** Nothing is done. */
    BEFORE,
    /** It is done, but who asked is not told. */
    AFTER,
    /** It does not end until it is released, and then fails; nothing is done. */
    HANG,
    /** It does not end until who asked is interrupted, and then fails; nothing is done. */
    HANG_UNTIL_INTERRUPTED
  }

  private final ReplicaClient client;
  private long calls;
  private long failAt = Long.MAX_VALUE;
  private long failUntil;
  private Way way = Way.BEFORE;
  private boolean fired;
  private boolean unsorted;
  private final CompletableFuture<Void> hanging = new CompletableFuture<>();
  private final CountDownLatch released = new CountDownLatch(1);

  FaultyReplicaClient(ReplicaClient client) {
    this.client = client;
  }

  /** Fails the n-th request from now, from 1. */
  synchronized void failNth(long n, Way how) {
    failAt = calls + n;
    failUntil = failAt;
    way = how;
  }

  synchronized void failAlways() {
    failAt = calls + 1;
    failUntil = Long.MAX_VALUE;
    way = Way.BEFORE;
  }

  /** Hangs at the n-th request from now, from 1, and at all that follow. */
  synchronized void hangFrom(long n, Way how) {
    failNth(n, how);
    failUntil = Long.MAX_VALUE;
  }

  /** Ends when a request hangs. */
  CompletableFuture<Void> hanging() {
    return hanging;
  }

  /** Lets all that hangs end, and fail. */
  void release() {
    heal();
    released.countDown();
  }

  synchronized void heal() {
    failAt = Long.MAX_VALUE;
    failUntil = 0;
  }

  /** Whether the fault that was set has struck. */
  synchronized boolean fired() {
    return fired;
  }

  void listInNoOrder() {
    unsorted = true;
  }

  private interface Request<T> {
    T run();
  }

  private synchronized boolean strikes() {
    calls++;
    boolean strikes = calls >= failAt && calls <= failUntil;
    fired |= strikes;
    return strikes;
  }

  private <T> T request(String name, Request<T> request) {
    boolean strikes = strikes();
    if (strikes && way != Way.AFTER) {
      hang();
      throw failure(name);
    }
    T result = request.run();
    if (strikes) {
      throw failure(name);
    }
    return result;
  }

  private void hang() {
    if (way == Way.HANG || way == Way.HANG_UNTIL_INTERRUPTED) {
      hanging.complete(null);
      awaitRelease();
    }
  }

  private void awaitRelease() {
    boolean interrupted = false;
    while (released.getCount() > 0) {
      try {
        released.await();
      } catch (InterruptedException e) {
        interrupted = true;
        if (way == Way.HANG_UNTIL_INTERRUPTED) {
          break;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private DestinationException failure(String name) {
    return new DestinationException(url(), name, "fails for a test", null);
  }

  @Override
  public String url() {
    return client.url();
  }

  @Override
  public ObjectPage list(String prefix, String after, int limit) {
    ObjectPage page = request(prefix, () -> client.list(prefix, after, limit));
    if (!unsorted) {
      return page;
    }
    List<ObjectInfo> objects = new ArrayList<>(page.objects());
    Collections.reverse(objects);
    return new ObjectPage(objects, page.more());
  }

  @Override
  public Optional<ObjectInfo> find(String name) {
    return request(name, () -> client.find(name));
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    return request(name, () -> client.read(name, offset, length));
  }

  @Override
  public ObjectUpload upload(String name) {
    ObjectUpload upload = request(name, () -> client.upload(name));
    return new ObjectUpload() {
      @Override
      public OutputStream stream() {
        return new FilterOutputStream(upload.stream()) {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (strikes()) {
              out.write(bytes, offset, length / 2);
              hang();
              throw new IOException("half is written");
            }
            out.write(bytes, offset, length);
          }
        };
      }

      @Override
      public boolean publish() {
        return request(name, upload::publish);
      }

      @Override
      public void close() {
        upload.close();
      }
    };
  }

  @Override
  public void replace(String name, byte[] content) {
    request(
        name,
        () -> {
          client.replace(name, content);
          return name;
        });
  }

  @Override
  public boolean replace(String name, byte[] expected, byte[] content) {
    return request(name, () -> client.replace(name, expected, content));
  }

  @Override
  public void delete(String name) {
    request(
        name,
        () -> {
          client.delete(name);
          return name;
        });
  }

  @Override
  public int sweep(Instant before) {
    return request("tmp/", () -> client.sweep(before));
  }

  @Override
  public void close() {}
}
