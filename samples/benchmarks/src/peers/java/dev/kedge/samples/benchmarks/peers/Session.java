package dev.kedge.samples.benchmarks.peers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one thread does with a database. Keys and values go in and come out as byte arrays of their
 * own, whatever an engine could do beside that, so that all do the same work.
 */
interface Session extends AutoCloseable {

  /** Stores an entry, durably when it returns. */
  void put(byte[] key, byte[] value) throws Exception;

  /** Stores entries in one commit, durably when it returns. */
  void write(List<KeyValue> entries) throws Exception;

  /** The value of a key as of the last commit; null if there is none. */
  byte @Nullable [] get(byte[] key) throws Exception;

  /** Visits all entries in the order of their keys. */
  void scan(Visitor visitor) throws Exception;

  @Override
  void close();

  /** Is shown entries. */
  interface Visitor {
    void visit(byte[] key, byte[] value);
  }
}
