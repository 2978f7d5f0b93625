package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.Database;
import dev.kedge.Position;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LongOperationTest {

  @TempDir private Path directory;

  @Test
  void eachFindsWhatTheOnesBeforeLeft() throws Exception {
    Workload workload = new Workload(500, Settings.VALUE_BYTES, 1);
    Datasets.load(directory.resolve(LongOperation.PRIMARY), workload);
    for (LongOperation operation : LongOperation.values()) {
      if (operation == LongOperation.SHIP) {
        put();
      }
      operation.run(directory, workload);
    }
    assertEquals(generation("primary.kv"), generation("replica.kv"));
  }

  private void put() {
    try (Database primary = Database.open(directory.resolve(LongOperation.PRIMARY))) {
      primary.put(new byte[] {1}, new byte[0]);
    }
  }

  private long generation(String name) {
    try (Database database = Database.builder(directory.resolve(name)).readOnly(true).open()) {
      Position position = database.position();
      return position.generation();
    }
  }
}
