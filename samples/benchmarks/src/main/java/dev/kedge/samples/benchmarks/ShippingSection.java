package dev.kedge.samples.benchmarks;

import dev.kedge.ApplyResult;
import dev.kedge.Database;
import dev.kedge.Restore;
import dev.kedge.ShipResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Ships what a primary has written under full load, and applies it to a replica seeded before. */
final class ShippingSection implements Section {

  private static final int THREADS = 64;
  private static final double SHIP_MEGABYTES_PER_SECOND = 500;
  private static final String HOLD = "replica";
  private static final long HOLD_BYTES = 1L << 40;

  @Override
  public String name() {
    return "shipping";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Workspace workspace = bench.workspace();
    Path path = bench.datasets().copy("primary.kv");
    Path seed = workspace.fresh("seed.kvbak");
    Path replica = workspace.fresh("replica.kv");
    Path shipped = workspace.fresh("shipped.wal");
    try (Database primary = Database.open(path)) {
      primary.put(new byte[] {0}, new byte[0]); // so that the copy is a generation of its own
      primary.backup(seed);
      Restore.restore(replica, seed);
      long from = primary.position().version();
      primary.holds().create(HOLD, from, HOLD_BYTES);
      bench.report().progress("the primary writes");
      Latencies commits =
          Committing.sustained(
              primary, bench.datasets().workload(), THREADS, bench.settings().commitTime());
      ship(bench, primary, from);
      primary.shipWal(shipped, from);
      apply(bench, primary, replica, shipped, commits);
    }
    workspace.delete(path);
    workspace.delete(replica);
    workspace.delete(seed);
    workspace.delete(shipped);
  }

  private static void ship(Bench bench, Database primary, long from) throws Exception {
    double best = 0;
    double limit = 0;
    List<Path> log = files(Workspace.logOf(primary.path()));
    double bytes = 0;
    for (Path file : log) {
      bytes += Files.size(file);
    }
    for (int round = 0; round < bench.settings().rounds(); round++) {
      limit = Math.max(limit, bytes / Streaming.read(log));
      Stopwatch watch = new Stopwatch();
      ShipResult ship = primary.shipWal(OutputStream.nullOutputStream(), from);
      best = Math.max(best, ship.bytes() / watch.seconds());
      limit = Math.max(limit, bytes / Streaming.read(log));
    }
    bench.report().figure("shipping.read", limit / 1e6);
    bench
        .report()
        .target(
            Target.atLeast(
                "ship to a sink that discards",
                SHIP_MEGABYTES_PER_SECOND,
                best / 1e6,
                Unit.MB_PER_SECOND,
                "reading it " + Unit.MB_PER_SECOND.print(limit / 1e6)));
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".wal")).toList();
    }
  }

  private static void apply(
      Bench bench, Database primary, Path path, Path shipped, Latencies commits) throws Exception {
    try (Database replica = Database.builder(path).readReplica(true).open()) {
      Stopwatch watch = new Stopwatch();
      ApplyResult apply = replica.applyWal(shipped);
      double rate = apply.applied() / watch.seconds();
      Verify.equal("position of primary and replica", primary.position(), replica.position());
      Verify.equal("entries", primary.stats().entries(), replica.stats().entries());
      Report report = bench.report();
      report.figure("shipping.primary.perSecond", commits.perSecond());
      report.figure("shipping.applied", (double) apply.applied());
      report.figure("shipping.bytes", (double) Files.size(shipped));
      report.target(
          Target.atLeastShare(
              "apply on a replica, %d threads wrote".formatted(THREADS),
              1,
              "the primary's rate",
              commits.perSecond(),
              rate,
              Unit.PER_SECOND));
    }
  }
}
