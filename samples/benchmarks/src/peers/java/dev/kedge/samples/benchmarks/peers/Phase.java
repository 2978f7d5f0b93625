package dev.kedge.samples.benchmarks.peers;

/** What one process does with one engine. */
enum Phase {
  MEASURE,
  COMMIT_UNTIL_KILLED,
  CHECK_AFTER_KILL,
  COLD_LOAD,
  COLD_READ
}
