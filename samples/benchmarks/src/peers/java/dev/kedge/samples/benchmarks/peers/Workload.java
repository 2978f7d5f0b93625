package dev.kedge.samples.benchmarks.peers;

/** What can be asked for by itself. All of it needs the load, so that is always done. */
enum Workload {
  LOAD,
  READS,
  SCAN,
  COMMITS,
  MIXED,
  BACKUP,
  CRASH,
  COLD
}
