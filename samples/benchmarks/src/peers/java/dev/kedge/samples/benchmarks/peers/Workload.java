package dev.kedge.samples.benchmarks.peers;

/** What can be asked for by itself. All but COLD, which loads more, needs the load first. */
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
