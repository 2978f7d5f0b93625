package dev.kedge.replica;

import java.io.InputStream;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Counts what is asked of a destination. */
final class CountingClient implements ReplicaClient {

  private final ReplicaClient client;
  private final Map<RequestKind, LongAdder> counts = new EnumMap<>(RequestKind.class);

  CountingClient(ReplicaClient client) {
    this.client = client;
    for (RequestKind kind : RequestKind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  /** How often each kind was asked for. */
  Map<RequestKind, Long> counts() {
    Map<RequestKind, Long> now = new EnumMap<>(RequestKind.class);
    counts.forEach((kind, count) -> now.put(kind, count.sum()));
    return now;
  }

  private ReplicaClient count(RequestKind kind) {
    counts.getOrDefault(kind, new LongAdder()).increment();
    return client;
  }

  @Override
  public String url() {
    return client.url();
  }

  @Override
  public ObjectPage list(String prefix, String after, int limit) {
    return count(RequestKind.LIST).list(prefix, after, limit);
  }

  @Override
  public Optional<ObjectInfo> find(String name) {
    return count(RequestKind.FIND).find(name);
  }

  @Override
  public InputStream read(String name, long offset, long length) {
    return count(RequestKind.READ).read(name, offset, length);
  }

  @Override
  public ObjectUpload upload(String name) {
    return count(RequestKind.CREATE).upload(name);
  }

  @Override
  public void replace(String name, byte[] content) {
    count(RequestKind.REPLACE).replace(name, content);
  }

  @Override
  public boolean replace(String name, byte[] expected, byte[] content) {
    return count(RequestKind.REPLACE).replace(name, expected, content);
  }

  @Override
  public void delete(String name) {
    count(RequestKind.DELETE).delete(name);
  }

  @Override
  public int sweep(Instant before) {
    return count(RequestKind.LIST).sweep(before);
  }

  @Override
  public void close() {
    // It belongs to whoever made it.
  }
}
