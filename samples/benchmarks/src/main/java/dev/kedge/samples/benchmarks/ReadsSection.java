package dev.kedge.samples.benchmarks;

import dev.kedge.Database;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** Point reads and ordered scans, with all data in the page cache. */
final class ReadsSection implements Section {

  private static final double ONE_THREAD = 0.6;
  private static final double TWO_THREADS = 1.1;
  private static final double SCAN = 6;

  @Override
  public String name() {
    return "reads";
  }

  @Override
  public void measure(Bench bench) throws Exception {
    Settings settings = bench.settings();
    Duration time = settings.shortTime();
    Workload workload = new Workload(settings.readRecords(), Settings.VALUE_BYTES, settings.seed());
    Path path = bench.workspace().fresh("reads.kv");
    Datasets.load(path, workload);
    try (Database database = Database.open(path)) {
      double scan = Reading.scan(database, time) / 1e6;
      double one = Reading.points(database::get, workload, 1, time) / 1e6;
      double two = Reading.points(database::get, workload, 2, time) / 1e6;
      bench.report().progress("the same in a map in memory");
      ConcurrentSkipListMap<byte[], byte[]> map = map(workload);
      double mapOne = Reading.points(map::get, workload, 1, time.dividedBy(2)) / 1e6;
      double mapTwo = Reading.points(map::get, workload, 2, time.dividedBy(2)) / 1e6;
      target(bench, "point reads, 1 thread", ONE_THREAD, one, map(mapOne));
      target(bench, "point reads, 2 threads", TWO_THREADS, two, map(mapTwo));
      double mapScan = scan(map, time.dividedBy(2)) / 1e6;
      target(bench, "ordered scan", SCAN, scan, map(mapScan));
    }
    bench.workspace().delete(path);
  }

  private static void target(
      Bench bench, String what, double required, double measured, String beside) {
    bench
        .report()
        .target(Target.atLeast(what, required, measured, Unit.MILLIONS_PER_SECOND, beside));
  }

  private static String map(double millions) {
    return "skip list in memory " + Unit.MILLIONS_PER_SECOND.print(millions);
  }

  private static double scan(Map<byte[], byte[]> map, Duration time) {
    long records = 0;
    long bytes = 0;
    Stopwatch watch = new Stopwatch();
    do {
      for (Map.Entry<byte[], byte[]> entry : map.entrySet()) {
        bytes += entry.getKey().length + entry.getValue().length;
      }
      records += map.size();
    } while (!watch.hasPassed(time));
    Verify.require(bytes > records, "nothing was read");
    return records / watch.seconds();
  }

  private static ConcurrentSkipListMap<byte[], byte[]> map(Workload workload) {
    ConcurrentSkipListMap<byte[], byte[]> map =
        new ConcurrentSkipListMap<>(Arrays::compareUnsigned);
    workload.sorted().forEachRemaining(entry -> map.put(entry.key(), entry.value()));
    return map;
  }
}
