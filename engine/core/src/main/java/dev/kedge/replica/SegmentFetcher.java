package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.KedgeException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches segments ahead with several threads and hands them out in order. What is held of them
 * stays within a budget, unless a single segment is larger.
 */
final class SegmentFetcher implements AutoCloseable {

  /** How long a cancelled restore waits at the most for what it has asked for. */
  private static final long CANCEL_MILLIS = 100;

  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final ReplicaClient client;
  private final Iterator<RestorePlan.Part> parts;
  private final long budget = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8);
  private final ExecutorService threads;
  private final ProgressListener listener;
  private final Queue<Fetched> ahead = new ArrayDeque<>();
  private RestorePlan.@Nullable Part waiting;
  private long bytesHeld;

  /** A segment that is fetched or on its way. */
  private record Fetched(RestorePlan.Part part, Future<byte[]> content) {}

  /** Takes what a segment holds. */
  @FunctionalInterface
  interface Taker {

    /**
     * Takes a segment.
     *
     * @param log the shipped log in it
     * @return whether to go on with the next one
     */
    boolean take(RestorePlan.Part part, InputStream log);
  }

  /**
   * Fetches nothing yet.
   *
   * @param listener can cancel it, also while the destination does not answer
   */
  SegmentFetcher(
      ReplicaClient client,
      List<RestorePlan.Part> parts,
      int parallelism,
      ProgressListener listener) {
    this.client = client;
    this.listener = listener;
    this.parts = parts.iterator();
    this.threads = Executors.newFixedThreadPool(parallelism, SegmentFetcher::thread);
  }

  /** One that waits for a destination which does not answer keeps no process from ending. */
  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "kedge-fetch-" + NUMBER.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }

  /** Fetches all of them, until the taker has enough. */
  void each(Taker taker) {
    boolean more = true;
    fill();
    while (more && !ahead.isEmpty()) {
      Fetched next = ahead.remove();
      more = take(next, taker);
      bytesHeld -= next.part.segment().bytes();
      if (more) {
        fill();
      }
    }
  }

  private boolean take(Fetched next, Taker taker) {
    SegmentInfo segment = next.part.segment();
    return taker.take(next.part, SegmentContent.open(client.url(), segment, await(next)));
  }

  private void fill() {
    RestorePlan.Part part = waiting == null ? next() : waiting;
    while (part != null && (bytesHeld == 0 || bytesHeld + part.segment().bytes() <= budget)) {
      SegmentInfo segment = part.segment();
      bytesHeld += segment.bytes();
      ahead.add(new Fetched(part, threads.submit(() -> fetch(segment))));
      part = next();
    }
    waiting = part;
  }

  private RestorePlan.@Nullable Part next() {
    return parts.hasNext() ? parts.next() : null;
  }

  private byte[] fetch(SegmentInfo segment) {
    try (InputStream in = new ResumingInput(client, segment.object())) {
      byte[] content = new byte[Math.toIntExact(segment.bytes())];
      int length = in.readNBytes(content, 0, content.length);
      return length == content.length ? content : Arrays.copyOf(content, length);
    } catch (IOException e) {
      throw new DestinationException(client.url(), segment.object(), "can't be read: " + e, e);
    }
  }

  private byte[] await(Fetched fetched) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return fetched.content.get(CANCEL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
          if (listener.isCancelled()) {
            throw new OperationCancelledException("a restore");
          }
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KedgeException failure) {
        throw failure;
      }
      throw new DestinationException(
          client.url(), fetched.part.segment().object(), "can't be read: " + e.getCause(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    // Not interrupted: what is being read ends by itself, and nobody takes it.
    ahead.forEach(fetched -> fetched.content.cancel(false));
    threads.shutdown();
  }
}
