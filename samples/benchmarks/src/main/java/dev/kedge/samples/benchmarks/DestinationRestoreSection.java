package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import dev.kedge.Position;
import dev.kedge.WriteBatch;
import dev.kedge.replica.Destination;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaRestoreResult;
import dev.kedge.replica.SegmentInfo;
import dev.kedge.replica.SnapshotInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Restores a destination that has as much in segments as in its snapshot, until the database is
 * there and on the device, in turns with a copy of the same bytes.
 */
final class DestinationRestoreSection implements Section {

  private static final int VALUE_BYTES = 1024;
  private static final double COMPRESSED = 0.6; // about, as half of a value can be compressed
  private static final int BATCH = 100;
  private static final int SYNCS = 10; // about

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Workspace workspace = bench.workspace();
    Path path = workspace.fresh("source.kv");
    Path root = workspace.fresh("destination");
    Path bytes = workspace.fresh("objects.bin");
    try (FileReplicaClient client = new FileReplicaClient(root)) {
      Position last = replicate(bench, path, client);
      workspace.delete(path);
      Destination destination = Destination.list(client);
      long snapshots = destination.snapshots().stream().mapToLong(SnapshotInfo::bytes).sum();
      long segments = destination.segments().stream().mapToLong(SegmentInfo::bytes).sum();
      concatenate(root, destination, bytes);
      double copy = Double.POSITIVE_INFINITY;
      double restore = Double.POSITIVE_INFINITY;
      for (int round = 0; round < bench.settings().rounds(); round++) {
        workspace.settle(bench.settings().settleTime());
        copy = Math.min(copy, Copying.best(bytes, workspace.fresh("copy.bin")));
        workspace.settle(bench.settings().settleTime());
        restore = Math.min(restore, restore(client, workspace.fresh("restored.kv"), last));
        workspace.delete(workspace.file("restored.kv"));
      }
      report(bench.report(), snapshots, segments, copy, restore);
    }
    workspace.delete(root);
    workspace.delete(bytes);
  }

  /** Makes the destination; gives the last state there. */
  private static Position replicate(Bench bench, Path path, FileReplicaClient client)
      throws Exception {
    long wanted = bench.settings().objectBytes();
    long records = Math.max(BATCH, (long) (wanted / (VALUE_BYTES * COMPRESSED)));
    Workload workload = new Workload(records, VALUE_BYTES, bench.settings().seed());
    bench.report().progress("a snapshot and segments of %,d bytes each".formatted(wanted));
    Datasets.load(path, workload);
    try (Database database = Database.open(path);
        Replica replica = Replica.builder(database, client).monitorEnabled(false).build()) {
      replica.sync();
      SplittableRandom random = new SplittableRandom(workload.seed());
      long snapshot = replica.stats().bytesWritten();
      long batches = Math.max(1, wanted / SYNCS / (BATCH * VALUE_BYTES));
      while (replica.stats().bytesWritten() - snapshot < wanted) {
        for (long i = 0; i < batches; i++) {
          database.write(batch(workload, random));
        }
        replica.sync();
      }
      return database.position();
    }
  }

  private static WriteBatch batch(Workload workload, SplittableRandom random) {
    WriteBatch batch = new WriteBatch();
    for (int i = 0; i < BATCH; i++) {
      batch.put(
          workload.key(random.nextLong(workload.records())), workload.value(random.nextLong()));
    }
    return batch;
  }

  /** Puts all that is restored into one file, which is what a copy of the same bytes copies. */
  private static void concatenate(Path root, Destination destination, Path to) throws IOException {
    try (OutputStream out = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW)) {
      Stream<String> objects =
          Stream.concat(
              destination.snapshots().stream().map(SnapshotInfo::object),
              destination.segments().stream().map(SegmentInfo::object));
      for (String object : objects.toList()) {
        Files.copy(root.resolve(object), out);
      }
    }
  }

  private static double restore(FileReplicaClient client, Path to, Position last) {
    Stopwatch watch = new Stopwatch();
    ReplicaRestoreResult result = ReplicaRestore.from(client).to(to);
    double seconds = watch.seconds();
    Verify.equal("position of what is restored", result.position(), last);
    return seconds;
  }

  private static void report(
      Report report, long snapshots, long segments, double copy, double restore) {
    double megabytes = (snapshots + segments) / 1e6;
    Table table =
        new Table(
            "Restore of %,.0f MB of snapshot and %,.0f MB of segments, best rounds"
                .formatted(snapshots / 1e6, segments / 1e6),
            "what",
            "seconds",
            "of the objects");
    table.row(
        "cp + fsync of the same bytes",
        Unit.SECONDS.print(copy),
        Unit.MB_PER_SECOND.print(megabytes / copy));
    table.row(
        "restore, until it is on the device",
        Unit.SECONDS.print(restore),
        Unit.MB_PER_SECOND.print(megabytes / restore));
    report.table(table);
    report.figure("restore.copy", megabytes / copy);
    report.figure("restore.destination", megabytes / restore);
    report.figure("restore.share", copy / restore);
  }
}
