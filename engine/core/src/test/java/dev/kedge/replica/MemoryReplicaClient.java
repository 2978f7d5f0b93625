package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A destination in memory, as an object store is one. */
final class MemoryReplicaClient implements ReplicaClient {

  private final TreeMap<String, byte[]> objects = new TreeMap<>();

  @Override
  public String url() {
    return "memory://test";
  }

  @Override
  public synchronized ObjectPage list(String prefix, String after, int limit) {
    List<ObjectInfo> page = new ArrayList<>();
    String from = after.compareTo(prefix) > 0 ? after : prefix;
    for (Map.Entry<String, byte[]> one : objects.tailMap(from, !from.equals(after)).entrySet()) {
      if (!one.getKey().startsWith(prefix)) {
        break;
      }
      if (page.size() == limit) {
        return new ObjectPage(page, true);
      }
      page.add(new ObjectInfo(one.getKey(), one.getValue().length));
    }
    return new ObjectPage(page, false);
  }

  @Override
  public synchronized Optional<ObjectInfo> find(String name) {
    return Optional.ofNullable(objects.get(name)).map(bytes -> new ObjectInfo(name, bytes.length));
  }

  @Override
  public synchronized InputStream read(String name, long offset, long length) {
    byte[] content = objects.get(name);
    if (content == null) {
      throw DestinationException.missing(url(), name);
    }
    int from = (int) Math.min(offset, content.length);
    int to = (int) Math.min(content.length, from + Math.min(length, content.length));
    return new ByteArrayInputStream(Arrays.copyOfRange(content, from, to));
  }

  @Override
  public ObjectUpload upload(String name) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    return new ObjectUpload() {
      @Override
      public OutputStream stream() {
        return content;
      }

      @Override
      public boolean publish() {
        synchronized (MemoryReplicaClient.this) {
          return objects.putIfAbsent(name, content.toByteArray()) == null;
        }
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public synchronized void replace(String name, byte[] content) {
    objects.put(name, content.clone());
  }

  @Override
  public synchronized boolean replace(String name, byte[] expected, byte[] content) {
    boolean known = Arrays.equals(objects.get(name), expected);
    if (known) {
      replace(name, content);
    }
    return known;
  }

  @Override
  public synchronized void delete(String name) {
    objects.remove(name);
  }

  @Override
  public int sweep(Instant before) {
    return 0;
  }

  @Override
  public void close() {}

  /** The names of all objects. */
  synchronized List<String> names() {
    return List.copyOf(objects.keySet());
  }

  /** The content of an object, for damage. */
  synchronized byte[] content(String name) {
    return objects.get(name);
  }

  /** A destination with the same objects. */
  synchronized MemoryReplicaClient copy() {
    MemoryReplicaClient copy = new MemoryReplicaClient();
    copy.objects.putAll(objects);
    return copy;
  }
}
