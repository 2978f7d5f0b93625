package dev.kedge.samples.quickstart;

import static dev.kedge.samples.quickstart.Comparison.require;

import dev.kedge.Database;
import dev.kedge.Snapshot;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaRestoreResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The last act: a database that is replicated while it is written to, lost, and restored. */
final class ReplicationAct {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long WRITE_MILLIS = 1500;

  private final Path directory;
  private final Report report;
  private final JdkFiles files;
  private final ReplicaClient destination;

  ReplicationAct(Path directory, Report report) throws IOException {
    this.directory = directory;
    this.report = report;
    this.files = JdkFiles.below("java.base/java");
    this.destination = new FileReplicaClient(directory.resolve("replica"));
  }

  void run() throws Exception {
    Instant between;
    long last;
    Path path = directory.resolve("app.kv");
    Writer writer;
    try (Database app = Database.open(path);
        Replica replica = Replica.builder(app, destination).build()) {
      app.bulkLoad(files.entries(report.progress("loading")));
      replica.start();
      writer = new Writer(app, files);
      try (writer) {
        Thread.sleep(WRITE_MILLIS);
        between = Instant.now();
        Thread.sleep(WRITE_MILLIS);
      }
      last = app.position().version();
      require(replica.awaitReplicated(last, PATIENCE), "replica/ has not got all commits");
      report.step(
          "mirror",
          "replica/ was kept current meanwhile: %,d snapshot, %,d segments, for %,d commits"
              .formatted(
                  replica.stats().snapshots(), replica.stats().segments(), writer.commits()));
    }
    lose(path);
    restore(ReplicaRestore.from(destination), "latest.kv", writer, last);
    Instant reached =
        restore(ReplicaRestore.from(destination).timestamp(between), "between.kv", writer, -1);
    require(!reached.isAfter(between), "between.kv has a commit that was made later");
    report.step(
        "return",
        "app.kv was lost; latest.kv, restored from replica/, has all of it, and between.kv\n"
            + "what there was at "
            + between);
  }

  private static void lose(Path path) throws IOException {
    Path log = path.resolveSibling(path.getFileName() + "-wal");
    try (var segments = Files.list(log)) {
      for (Path segment : segments.toList()) {
        Files.delete(segment);
      }
    }
    Files.delete(log);
    Files.delete(path);
  }

  /**
   * Restores and compares; gives the time of the last commit.
   *
   * @param version the version that it must be, -1 for any
   */
  private Instant restore(ReplicaRestore restore, String name, Writer writer, long version) {
    ReplicaRestoreResult result =
        restore.listener(report.progress("restoring " + name)).to(directory.resolve(name));
    long restored = result.position().version();
    require(version < 0 || restored == version, name + " is of version " + restored);
    try (Database copy = Database.builder(result.path()).readOnly(true).open()) {
      new Comparison(files, report).content(copy, writer.contentAt(restored));
      return copy.view(Snapshot::commitTime);
    }
  }
}
