package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.Database;
import dev.kedge.DatabaseBuilder;
import dev.kedge.Durability;
import dev.kedge.internal.io.LocalStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Databases in a directory, a clock that is moved by hand, and what is restored from anywhere. */
final class ReplicaRig implements AutoCloseable, InstantSource {

  private final Path directory;
  private final List<Database> databases = new ArrayList<>();
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private int restored;

  ReplicaRig(Path directory) {
    this.directory = directory;
  }

  @Override
  public Instant instant() {
    return now;
  }

  void advance(Duration by) {
    now = now.plus(by);
  }

  Path path(String name) {
    return directory.resolve(name);
  }

  Database open(String name) {
    return open(name, UnaryOperator.identity());
  }

  Database open(String name, UnaryOperator<DatabaseBuilder> settings) {
    Database database =
        settings
            .apply(
                Database.builder(path(name))
                    .clock(this)
                    .logSegmentBytes(64 << 10)
                    .durability(Durability.FULL))
            .open();
    databases.add(database);
    return database;
  }

  /** A replica without loops. */
  ReplicaBuilder replica(Database database, ReplicaClient client) {
    return Replica.builder(database, client).monitorEnabled(false).clock(this);
  }

  /** Commits some, a second apart. */
  void commits(Database database, History history, int count) {
    for (int i = 0; i < count; i++) {
      advance(Duration.ofSeconds(1));
      history.commit(database);
    }
  }

  /** Restores and fails unless it is the state of a version. */
  void assertRestores(ReplicaRestore restore, History history, long version) {
    Path path = path("restored-" + restored++ + ".kv");
    ReplicaRestoreResult result = restore.to(path);
    assertEquals(version, result.position().version());
    try (Database copy = Database.builder(path).readOnly(true).open()) {
      assertEquals(version, copy.position().version());
      history.assertHas(version, copy);
      assertEquals(List.of(), copy.check().problems());
    }
    RestoreScratch.deleteDatabase(LocalStorage.INSTANCE, path);
  }

  /** Fails if a restore has left something that was not published. */
  void assertNothingLeft() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains(".fetch-")).toList());
    }
  }

  @Override
  public void close() {
    databases.forEach(Database::close);
  }
}
