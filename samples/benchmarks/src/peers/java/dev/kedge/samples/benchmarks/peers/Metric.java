package dev.kedge.samples.benchmarks.peers;

/** What is measured of each engine, in the order of the tables. */
enum Metric {
  LOAD(Workload.LOAD, "load in durable batches, s", "%.1f", false),
  DISK(Workload.LOAD, "on disk after load, MB", "%,.0f", false),
  READS_1(Workload.READS, "random reads, 1 thread, k/s", "%,.0f", true),
  READS_2(Workload.READS, "random reads, 2 threads, k/s", "%,.0f", true),
  SCAN(Workload.SCAN, "ordered scan, M records/s", "%.2f", true),
  COMMITS_1(Workload.COMMITS, "durable commits/s, 1 thread", "%,.0f", true),
  BARE_RATIO(Workload.COMMITS, "… as ratio to bare append + fdatasync", "%.2f", true),
  COMMITS_1_P99(Workload.COMMITS, "… p99, ms", "%.2f", false),
  COMMITS_8(Workload.COMMITS, "durable commits/s, 8 threads", "%,.0f", true),
  COMMITS_8_P99(Workload.COMMITS, "… p99, ms", "%.2f", false),
  COMMITS_64(Workload.COMMITS, "durable commits/s, 64 threads", "%,.0f", true),
  COMMITS_64_P99(Workload.COMMITS, "… p99, ms", "%.2f", false),
  MIXED_B(Workload.MIXED, "95 % reads, 5 % commits, zipfian, 8 threads, ops/s", "%,.0f", true),
  MIXED_A(Workload.MIXED, "50 % reads, 50 % commits, zipfian, 8 threads, ops/s", "%,.0f", true),
  BACKUP(Workload.BACKUP, "online backup until forced, live MB/s", "%,.0f", true),
  WRITER_RATE(Workload.BACKUP, "… writer meanwhile, commits/s", "%,.0f", true),
  WRITER_P50(Workload.BACKUP, "… writer meanwhile, p50, ms", "%.2f", false),
  WRITER_P99(Workload.BACKUP, "… writer meanwhile, p99, ms", "%.2f", false),
  WRITER_MAX(Workload.BACKUP, "… writer meanwhile, longest commit, ms", "%.1f", false),
  RESTORE(Workload.BACKUP, "restore to first read, live MB/s", "%,.0f", true),
  RECOVERY(Workload.CRASH, "open + first read after kill -9, ms", "%,.0f", false),
  ACKNOWLEDGED(Workload.CRASH, "… commits acknowledged before", "%,.0f", true),
  LOST(Workload.CRASH, "… of them lost", "%,.0f", false),
  COLD_READS_1(Workload.COLD, "random reads beyond memory, 1 thread, /s", "%,.0f", true),
  COLD_READS_2(Workload.COLD, "random reads beyond memory, 2 threads, /s", "%,.0f", true);

  private final Workload workload;
  private final String title;
  private final String format;
  private final boolean moreIsBetter;

  Metric(Workload workload, String title, String format, boolean moreIsBetter) {
    this.workload = workload;
    this.title = title;
    this.format = format;
    this.moreIsBetter = moreIsBetter;
  }

  Workload workload() {
    return workload;
  }

  String title() {
    return title;
  }

  String format(double value) {
    return format.formatted(value);
  }

  /** How many times better one value is than another: above 1 if it is better. */
  double ratio(double value, double other) {
    return moreIsBetter ? value / other : other / value;
  }

  boolean isBetter(double value, double other) {
    return moreIsBetter ? value > other : value < other;
  }
}
