package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.Database;
import dev.kedge.WriteBatch;
import dev.kedge.samples.benchmarks.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A database whose records are all in its file, and in the page cache. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class SampleDatabase {

  private static final int BATCH = 10_000;

  /** How many records it has. */
  @Param("1000000")
  public int records;

  private Workspace workspace;
  private Database database;

  /** Makes it. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    Path parent = Workspace.besideClasses(SampleDatabase.class, "jmh");
    workspace = Workspace.below(parent, "jmh", false);
    database = Database.open(path());
    WriteBatch batch = new WriteBatch();
    for (int record = 0; record < records; record++) {
      batch.put(storedKey(record), SampleData.halfRandom(SampleData.VALUE_BYTES, record));
      if (record % BATCH == BATCH - 1 || record == records - 1) {
        database.write(batch);
        batch = new WriteBatch();
      }
    }
    database.checkpoint();
  }

  /** Deletes it. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    database.close();
    workspace.close();
  }

  Database database() {
    return database;
  }

  Path path() {
    return workspace.file("data.kv");
  }

  /** The key of a record that is there. */
  static byte[] storedKey(int record) {
    return SampleData.key(2L * record);
  }

  /** A key that is not there, between others that are. */
  static byte[] missingKey(int record) {
    return SampleData.key(2L * record + 1);
  }
}
