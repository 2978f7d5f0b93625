package dev.kedge.replica;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What a replica has done since it was made. */
final class ReplicaCounters {

  final LongAdder snapshots = new LongAdder();
  final LongAdder segments = new LongAdder();
  final LongAdder bytesWritten = new LongAdder();
  final LongAdder objectsDeleted = new LongAdder();
  final LongAdder validationsOk = new LongAdder();
  final LongAdder validationsMismatched = new LongAdder();
  final LongAdder validationsFailed = new LongAdder();
  final LongAdder errors = new LongAdder();
  final Map<String, String> lastErrors = new ConcurrentSkipListMap<>();
  volatile Duration lastSync = Duration.ZERO;
  volatile @Nullable ValidationResult lastVerified;

  /** Keeps the last error of something until it succeeds. */
  void failed(String what, RuntimeException error) {
    lastErrors.put(what, what + ": " + error.getMessage());
  }
}
