package dev.kedge.samples.benchmarks;

import dev.kedge.BackupOptions;
import dev.kedge.Database;
import dev.kedge.Restore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Backup and restore of a database that nobody writes to, in turns with copies of its file. The
 * best round of each counts.
 */
final class BackupSection implements Section {

  private static final double SHARE = 0.8;
  private static final String COPY = "cp + fsync";

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Path path = bench.datasets().copy("backup.kv");
    try (Database database = Database.open(path)) {
      Rounds rounds = new Rounds(bench, database);
      for (int round = 1; round <= bench.settings().rounds(); round++) {
        bench.report().progress("round %d of %d".formatted(round, bench.settings().rounds()));
        rounds.run();
      }
      report(bench.report(), rounds, Files.size(path) / 1e6);
    }
    bench.workspace().delete(path);
  }

  private static void report(Report report, Rounds rounds, double megabytes) {
    double copy = megabytes / rounds.copy;
    double compression = Math.min(copy, rounds.compression / 1e6);
    Unit unit = Unit.MB_PER_SECOND;
    report.target(
        Target.atLeastShare("backup, plain", SHARE, COPY, copy, megabytes / rounds.plain, unit));
    report.target(
        Target.atLeastShare(
            "backup, compressed",
            SHARE,
            "min(" + COPY + ", LZ4 in memory)",
            compression,
            megabytes / rounds.compressed,
            unit));
    report.target(
        Target.atLeastShare(
            "restore to first read", SHARE, COPY, copy, megabytes / rounds.restore, unit));
    Table table = new Table("Backup and restore, best rounds", "what", "seconds", "of the file");
    row(report, table, COPY, rounds.copy, megabytes);
    row(report, table, "LZ4 in memory, all cores", megabytes * 1e6 / rounds.compression, megabytes);
    row(report, table, "backup, plain", rounds.plain, megabytes);
    row(report, table, "backup, compressed", rounds.compressed, megabytes);
    row(report, table, "verify, compressed", rounds.verify, megabytes);
    row(report, table, "restore to first read", rounds.restore, megabytes);
    row(report, table, "restore to first read, compressed", rounds.restoreCompressed, megabytes);
    report.table(table);
    report.figure("backup.megabytes", megabytes);
    report.figure("backup.compressedShare", rounds.compressedShare);
  }

  private static void row(
      Report report, Table table, String what, double seconds, double megabytes) {
    report.figure("backup." + what + ".seconds", seconds);
    table.row(what, Unit.SECONDS.print(seconds), Unit.MB_PER_SECOND.print(megabytes / seconds));
  }

  /** The fewest seconds so far. */
  private static final class Rounds {

    private final Workspace workspace;
    private final Duration settleTime;
    private final Workload workload;
    private final Database database;
    private double copy = Double.POSITIVE_INFINITY;
    private double plain = Double.POSITIVE_INFINITY;
    private double compressed = Double.POSITIVE_INFINITY;
    private double verify = Double.POSITIVE_INFINITY;
    private double restore = Double.POSITIVE_INFINITY;
    private double restoreCompressed = Double.POSITIVE_INFINITY;
    private double compression;
    private double compressedShare;

    private Rounds(Bench bench, Database database) {
      this.workspace = bench.workspace();
      this.settleTime = bench.settings().settleTime();
      this.workload = bench.datasets().workload();
      this.database = database;
    }

    private void run() throws Exception {
      Path plainFile = workspace.fresh("backup.kvbak");
      Path compressedFile = workspace.fresh("backup.kvbak.lz4");
      copy();
      workspace.settle(settleTime);
      plain = Math.min(plain, Stopwatch.seconds(() -> database.backup(plainFile)));
      copy();
      bringIntoCache(plainFile);
      workspace.settle(settleTime);
      restore = Math.min(restore, restore(plainFile));
      copy();
      compression = Math.max(compression, Compressing.bytesPerSecond(database.path()));
      workspace.settle(settleTime);
      compressed =
          Math.min(
              compressed,
              Stopwatch.seconds(() -> database.backup(compressedFile, BackupOptions.COMPRESSED)));
      compression = Math.max(compression, Compressing.bytesPerSecond(database.path()));
      bringIntoCache(compressedFile);
      workspace.settle(settleTime);
      verify = Math.min(verify, Stopwatch.seconds(() -> Restore.verify(compressedFile)));
      restoreCompressed = Math.min(restoreCompressed, restore(compressedFile));
      copy();
      compressedShare = (double) Files.size(compressedFile) / Files.size(plainFile);
      Files.delete(plainFile);
      Files.delete(compressedFile);
    }

    /** Kedge writes backups past the page cache, and what is copied is in it for all alike. */
    private static void bringIntoCache(Path backup) throws IOException {
      Streaming.read(List.of(backup));
    }

    private void copy() throws Exception {
      workspace.settle(settleTime);
      copy = Math.min(copy, Copying.best(database.path(), workspace.fresh("copy.kv")));
    }

    private double restore(Path backup) throws Exception {
      Path target = workspace.fresh("restored.kv");
      Stopwatch watch = new Stopwatch();
      Restore.restore(target, backup);
      double seconds;
      try (Database restored = Database.builder(target).readOnly(true).open()) {
        Verify.require(restored.exists(workload.key(0)), target + " lacks the first key");
        seconds = watch.seconds();
      }
      Verify.same(database.path(), target);
      workspace.delete(target);
      return seconds;
    }
  }
}
