package dev.kedge.jmx;

import dev.kedge.FencedWriterException;
import dev.kedge.OperationCancelledException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaState;
import dev.kedge.replica.ReplicaStats;
import dev.kedge.replica.ValidationResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The attributes and operations of a replica. */
final class ReplicaBean implements ReplicaMXBean {

  private static final long NONE = -1;

  private final Replica replica;
  private final OperationsDirectory directory;
  private final ReplicaSample sample;
  private final ReplicaWindow window;
  private final ReplicaEvents events;
  private final OperationLog operations;

  ReplicaBean(
      Replica replica,
      OperationsDirectory directory,
      ReplicaSample sample,
      ReplicaWindow window,
      ReplicaEvents events,
      OperationLog operations) {
    this.replica = replica;
    this.directory = directory;
    this.sample = sample;
    this.window = window;
    this.events = events;
    this.operations = operations;
  }

  @Override
  public String getName() {
    return replica.options().name();
  }

  @Override
  public String getDestination() {
    return Audit.escape(sample.stats().url());
  }

  // What it is doing.

  @Override
  public String getState() {
    return replica.state().toString();
  }

  @Override
  public boolean isRunning() {
    ReplicaState state = replica.state();
    return state == ReplicaState.RUNNING || state == ReplicaState.RETRYING;
  }

  @Override
  public boolean isFailing() {
    return replica.state() == ReplicaState.RETRYING;
  }

  @Override
  public boolean isFenced() {
    return replica.state() == ReplicaState.FENCED;
  }

  @Override
  public boolean isHung() {
    return replica.state() == ReplicaState.HUNG;
  }

  @Override
  public boolean isStalled() {
    return events.isStalled() && isRunning() && sample.lagVersions() != 0;
  }

  @Override
  public boolean isMismatched() {
    return !events.mismatchText().isEmpty();
  }

  @Override
  public boolean isAlarm() {
    return !alarms().isEmpty();
  }

  @Override
  public String getAlarms() {
    return String.join("; ", alarms());
  }

  private List<String> alarms() {
    List<String> alarms = new ArrayList<>();
    if (isFenced()) {
      alarms.add("fenced: another writer has the destination");
    }
    if (isHung()) {
      alarms.add("hung: it was stopped, but a request to the destination has not ended");
    }
    if (isStalled()) {
      alarms.add("stalled: commits are made, but for long none was proved");
    }
    if (isMismatched()) {
      alarms.add("mismatch: " + events.mismatchText());
    }
    if (!window.holes().isEmpty()) {
      alarms.add("hole: can't be restored: " + String.join(", ", getRecoverableHoles()));
    }
    return alarms;
  }

  @Override
  public long getEpoch() {
    return sample.stats().epoch();
  }

  // How far it is.

  @Override
  public String getPosition() {
    return sample.proved().map(Position::toString).orElse("");
  }

  @Override
  public long getProvedVersion() {
    return sample.proved().map(Position::version).orElse(NONE);
  }

  @Override
  public boolean isLagKnown() {
    return !Double.isNaN(sample.lagVersions());
  }

  @Override
  public double getLagVersions() {
    return sample.lagVersions();
  }

  @Override
  public double getLagBytes() {
    return sample.lagBytes();
  }

  @Override
  public double getLagSeconds() {
    return sample.lagSeconds();
  }

  @Override
  public double getProofAgeSeconds() {
    return sample.proofAgeSeconds();
  }

  // What it has done.

  @Override
  public String getLastError() {
    return events.lastError().text();
  }

  @Override
  public double getLastErrorTimestampSeconds() {
    return events.lastError().timestampSeconds();
  }

  @Override
  public long getErrorsTotal() {
    return sample.stats().errors();
  }

  @Override
  public double getLastSyncDurationSeconds() {
    Duration last = sample.stats().lastSync();
    return last.isZero() ? Double.NaN : Time.seconds(last.toNanos());
  }

  @Override
  public long getSnapshotsTotal() {
    return sample.stats().snapshots();
  }

  @Override
  public long getSegmentsTotal() {
    return sample.stats().segments();
  }

  @Override
  public long getWrittenBytesTotal() {
    return sample.stats().bytesWritten();
  }

  @Override
  public long getDeletedObjectsTotal() {
    return sample.stats().objectsDeleted();
  }

  @Override
  public Map<String, Long> getRequestsByKind() {
    Map<String, Long> requests = new TreeMap<>();
    sample.stats().requests().forEach((kind, count) -> requests.put(kind.toString(), count));
    return requests;
  }

  @Override
  public long getLastSnapshotVersion() {
    return events.lastSnapshot().map(last -> last.snapshot().version()).orElse(NONE);
  }

  @Override
  public double getLastSnapshotTimestampSeconds() {
    return Time.epochSeconds(events.lastSnapshotAt());
  }

  @Override
  public long getValidationsOkTotal() {
    return sample.stats().validationsOk();
  }

  @Override
  public long getValidationsMismatchedTotal() {
    return sample.stats().validationsMismatched();
  }

  @Override
  public long getValidationsFailedTotal() {
    return sample.stats().validationsFailed();
  }

  @Override
  public long getVerifiedVersion() {
    return verified().map(last -> last.position().version()).orElse(NONE);
  }

  @Override
  public double getVerifiedTimestampSeconds() {
    return verified().map(last -> Time.epochSeconds(last.verifiedAt())).orElse(0.0);
  }

  @Override
  public double getMeasuredRestoreSeconds() {
    return verified().map(last -> Time.seconds(last.restore().toNanos())).orElse(Double.NaN);
  }

  private Optional<ValidationResult> verified() {
    ReplicaStats stats = sample.stats();
    return stats.lastVerified();
  }

  @Override
  public String getMismatch() {
    return events.mismatchText();
  }

  // What can be restored.

  @Override
  public boolean isWindowKnown() {
    return window.get().isPresent();
  }

  @Override
  public long getRecoverableFromVersion() {
    return window.oldest().map(range -> range.oldest().version()).orElse(NONE);
  }

  @Override
  public long getRecoverableToVersion() {
    return window.newestVersion().orElse(NONE);
  }

  @Override
  public double getRecoverableFromTimestampSeconds() {
    return seconds(window.oldest().map(RecoverableWindow.Range::oldestTime));
  }

  @Override
  public double getRecoverableToTimestampSeconds() {
    return seconds(window.newestTime());
  }

  /** A state without any commit has no commit time. */
  private static double seconds(Optional<Instant> instant) {
    return instant
        .filter(time -> !time.equals(Instant.EPOCH))
        .map(Time::epochSeconds)
        .orElse(Double.NaN);
  }

  @Override
  public List<String> getRecoverableHoles() {
    return window.holes().stream().map(ReplicaEvents::text).toList();
  }

  @Override
  public double getRecoverableHoleCount() {
    return isWindowKnown() ? window.holes().size() : Double.NaN;
  }

  // Operations.

  @Override
  public void start() {
    replica.start();
  }

  @Override
  public void stop() {
    replica.stop();
  }

  @Override
  public OperationStatus sync() {
    return run("sync", this::syncing);
  }

  @Override
  public long startSync() {
    return begin("sync", this::syncing);
  }

  private Record syncing(OperationProgress progress) {
    return replica.sync(progress.ofThings());
  }

  @Override
  public OperationStatus snapshot() {
    return run("snapshot", replica::snapshot);
  }

  @Override
  public long startSnapshot() {
    return begin("snapshot", replica::snapshot);
  }

  @Override
  public OperationStatus validate() {
    return run("validate", replica::validate);
  }

  @Override
  public long startValidate() {
    return begin("validate", replica::validate);
  }

  @Override
  public OperationStatus retentionPlan() {
    return run("retentionPlan", progress -> RetentionSummary.of(replica.retentionPlan()));
  }

  @Override
  public OperationStatus enforceRetention(String confirmation) {
    return run("enforceRetention", enforcing(confirmation));
  }

  @Override
  public long startEnforceRetention(String confirmation) {
    return begin("enforceRetention", enforcing(confirmation));
  }

  private OperationLog.Work enforcing(String confirmation) {
    Confirmation.check(confirmation, getName());
    return progress -> RetentionSummary.of(replica.enforceRetention(progress.ofThings()));
  }

  @Override
  public OperationStatus restore(String newName, String confirmation) {
    return operations.run(
        "restore", newName, restoring(newName, confirmation, UnaryOperator.identity()));
  }

  @Override
  public long startRestore(String newName, String confirmation) {
    return operations.start(
        "restore", newName, restoring(newName, confirmation, UnaryOperator.identity()));
  }

  @Override
  public OperationStatus restoreVersion(String newName, long version, String confirmation) {
    return operations.run(
        "restore", newName, restoring(newName, confirmation, from -> from.version(version)));
  }

  @Override
  public long startRestoreVersion(String newName, long version, String confirmation) {
    return operations.start(
        "restore", newName, restoring(newName, confirmation, from -> from.version(version)));
  }

  @Override
  public OperationStatus restoreTimestamp(String newName, String timestamp, String confirmation) {
    Instant instant = Time.parse(timestamp);
    return operations.run(
        "restore", newName, restoring(newName, confirmation, from -> from.timestamp(instant)));
  }

  @Override
  public long startRestoreTimestamp(String newName, String timestamp, String confirmation) {
    Instant instant = Time.parse(timestamp);
    return operations.start(
        "restore", newName, restoring(newName, confirmation, from -> from.timestamp(instant)));
  }

  private OperationLog.Work restoring(
      String newName, String confirmation, UnaryOperator<ReplicaRestore> target) {
    Confirmation.check(confirmation, newName);
    Path file = directory.fresh(newName);
    return progress -> RestoreSummary.of(target.apply(from(progress)).to(file));
  }

  private ReplicaRestore from(ProgressListener progress) {
    return ReplicaRestore.from(replica.client()).listener(progress);
  }

  private OperationStatus run(String kind, OperationLog.Work work) {
    return operations.run(kind, getName(), noted(kind, work));
  }

  private long begin(String kind, OperationLog.Work work) {
    return operations.start(kind, getName(), noted(kind, work));
  }

  /** What is changed is shown, and what fails remembered, before anybody hears of the end. */
  private OperationLog.Work noted(String kind, OperationLog.Work work) {
    return progress -> {
      try {
        return work.run(progress);
      } catch (OperationCancelledException | FencedWriterException e) {
        throw e; // somebody wanted it, or it is told as an alarm
      } catch (RuntimeException e) {
        events.failed(kind, e);
        throw e;
      } finally {
        sample.refresh();
      }
    };
  }
}
