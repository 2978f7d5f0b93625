package dev.kedge.samples.benchmarks.jmh;

import dev.kedge.Database;
import dev.kedge.WriteBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
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

  private Path directory;
  private Database database;

  /** Makes it. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("kedge-jmh-");
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
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  Database database() {
    return database;
  }

  Path path() {
    return directory.resolve("data.kv");
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
