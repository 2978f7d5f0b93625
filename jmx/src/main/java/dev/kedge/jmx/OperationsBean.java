package dev.kedge.jmx;

import java.util.List;
import java.util.Optional;

/** The attributes and operations of long operations. */
final class OperationsBean implements OperationsMXBean {

  private final Policy policy;
  private final OperationLog operations;

  OperationsBean(Policy policy, OperationLog operations) {
    this.policy = policy;
    this.operations = operations;
  }

  @Override
  public String getPolicy() {
    return policy.toString();
  }

  @Override
  public List<OperationStatus> getOperations() {
    return operations.list();
  }

  @Override
  public int getRunning() {
    return operations.runningCount();
  }

  @Override
  public long getStartedTotal() {
    return operations.startedCount();
  }

  @Override
  public long getDoneTotal() {
    return operations.doneCount();
  }

  @Override
  public long getFailedTotal() {
    return operations.failedCount();
  }

  @Override
  public long getCancelledTotal() {
    return operations.cancelledCount();
  }

  private Optional<OperationStatus> latest() {
    return operations.list().stream().findFirst();
  }

  @Override
  public long getLatestId() {
    return latest().map(OperationStatus::id).orElse(0L);
  }

  @Override
  public String getLatestKind() {
    return latest().map(OperationStatus::kind).orElse("");
  }

  @Override
  public String getLatestState() {
    return latest().map(OperationStatus::state).orElse("");
  }

  @Override
  public String getLatestPhase() {
    return latest().map(OperationStatus::phase).orElse("");
  }

  @Override
  public double getLatestPercent() {
    return latest().map(OperationStatus::percent).orElse(Double.NaN);
  }

  @Override
  public long getLatestDoneBytes() {
    return latest().map(OperationStatus::bytesDone).orElse(0L);
  }

  @Override
  public long getLatestTotalBytes() {
    return latest().map(OperationStatus::bytesTotal).orElse(-1L);
  }

  @Override
  public double getLatestBytesPerSecond() {
    return latest().map(OperationStatus::bytesPerSecond).orElse(Double.NaN);
  }

  @Override
  public double getLatestEtaSeconds() {
    return latest().map(OperationStatus::etaSeconds).orElse(Double.NaN);
  }

  @Override
  public String getLatestError() {
    return latest().map(OperationStatus::error).orElse("");
  }

  @Override
  public OperationStatus operation(long id) {
    return operations.list().stream()
        .filter(status -> status.id() == id)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("operation " + id + " is not (or no longer) known"));
  }

  @Override
  public boolean cancel(long id) {
    return operations.cancel(id);
  }
}
