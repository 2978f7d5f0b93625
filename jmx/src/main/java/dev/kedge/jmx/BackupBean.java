package dev.kedge.jmx;

import java.nio.file.Path;
import java.util.List;

/** The attributes and operations of backups. */
final class BackupBean implements BackupMXBean {

  private static final long NONE = -1;

  private final OperationsDirectory directory;
  private final BackupCatalog catalog;
  private final BackupHistory history;
  private final BackupWork work;
  private final ScheduledBackups schedule;
  private final String scheduleError;
  private final ArchiveReach archive;
  private final StatsSample stats;
  private final OperationLog operations;

  BackupBean(
      OperationsDirectory directory,
      BackupCatalog catalog,
      BackupHistory history,
      BackupWork work,
      ScheduledBackups schedule,
      String scheduleError,
      ArchiveReach archive,
      StatsSample stats,
      OperationLog operations) {
    this.directory = directory;
    this.catalog = catalog;
    this.history = history;
    this.work = work;
    this.schedule = schedule;
    this.scheduleError = scheduleError;
    this.archive = archive;
    this.stats = stats;
    this.operations = operations;
  }

  @Override
  public String getDirectory() {
    return directory.path().toString();
  }

  @Override
  public boolean isRunning() {
    return work.isRunning();
  }

  @Override
  public String getLastSuccessName() {
    BackupHistory.Success last = history.success();
    return last == null || !catalog.has(last.name()) ? "" : last.name();
  }

  @Override
  public double getLastSuccessTimestampSeconds() {
    BackupHistory.Success last = history.success();
    return last == null ? 0 : Time.epochSeconds(last.at());
  }

  @Override
  public long getLastSuccessVersion() {
    BackupHistory.Success last = history.success();
    return last == null ? NONE : last.version();
  }

  @Override
  public long getLastSuccessBytes() {
    BackupHistory.Success last = history.success();
    return last == null ? NONE : last.bytes();
  }

  @Override
  public double getLastSuccessDurationSeconds() {
    BackupHistory.Success last = history.success();
    return last == null ? Double.NaN : last.seconds();
  }

  @Override
  public double getLastFailureTimestampSeconds() {
    BackupHistory.Failure last = history.failure();
    return last == null ? 0 : Time.epochSeconds(last.at());
  }

  @Override
  public String getLastFailure() {
    BackupHistory.Failure last = history.failure();
    return last == null ? "" : last.why();
  }

  @Override
  public boolean isFailing() {
    return history.isFailing();
  }

  @Override
  public long getDoneTotal() {
    return history.doneCount();
  }

  @Override
  public long getFailedTotal() {
    return history.failedCount();
  }

  @Override
  public long getWrittenBytesTotal() {
    return history.writtenBytes();
  }

  @Override
  public String getSchedule() {
    ScheduledBackups.Due due = schedule.due();
    return due == null ? "" : due.schedule().when();
  }

  @Override
  public boolean isScheduled() {
    return schedule.due() != null;
  }

  @Override
  public String getScheduleError() {
    return isScheduled() ? "" : scheduleError;
  }

  @Override
  public double getNextTimestampSeconds() {
    ScheduledBackups.Due due = schedule.due();
    return due == null ? 0 : Time.epochSeconds(due.next());
  }

  @Override
  public int getKeepCount() {
    ScheduledBackups.Due due = schedule.due();
    return due == null ? 0 : due.schedule().keepCount();
  }

  @Override
  public double getKeepSeconds() {
    ScheduledBackups.Due due = schedule.due();
    return due == null ? 0 : due.schedule().keepFor().toSeconds();
  }

  @Override
  public int getFiles() {
    return catalog.known().size();
  }

  @Override
  public long getFilesBytes() {
    return catalog.known().stream().mapToLong(BackupFile::fileBytes).sum();
  }

  @Override
  public long getRecoverableFromVersion() {
    List<BackupFile> ours = ofThisHistory();
    return ours.isEmpty() ? NONE : ours.get(0).version();
  }

  @Override
  public long getRecoverableToVersion() {
    List<BackupFile> ours = ofThisHistory();
    return ours.isEmpty()
        ? NONE
        : archive.from(ours.get(ours.size() - 1).version(), stats.get().archivedVersion());
  }

  @Override
  public double getRecoverableFromTimestampSeconds() {
    List<BackupFile> ours = ofThisHistory();
    return ours.isEmpty() ? 0 : Time.epochSeconds(ours.get(0).committed());
  }

  @Override
  public double getRecoverableToTimestampSeconds() {
    List<BackupFile> ours = ofThisHistory();
    return ours.isEmpty() ? 0 : Time.epochSeconds(ours.get(ours.size() - 1).committed());
  }

  private List<BackupFile> ofThisHistory() {
    return catalog.known(stats.get().position().generation());
  }

  @Override
  public OperationStatus backup(String name) {
    return work.run(name, false);
  }

  @Override
  public long startBackup(String name, boolean compressed) {
    return work.start(name, compressed);
  }

  @Override
  public OperationStatus verifyBackup(String name) {
    return operations.run("verify", name, work.verify(directory.file(name)));
  }

  @Override
  public long startVerifyBackup(String name) {
    return operations.start("verify", name, work.verify(directory.file(name)));
  }

  @Override
  public OperationStatus restore(String name, String newName, String confirmation) {
    return operations.run("restore", newName, restoring(name, newName, confirmation));
  }

  @Override
  public long startRestore(String name, String newName, String confirmation) {
    return operations.start("restore", newName, restoring(name, newName, confirmation));
  }

  private OperationLog.Work restoring(String name, String newName, String confirmation) {
    Confirmation.check(confirmation, newName);
    Path file = directory.file(name);
    return work.restore(file, directory.fresh(newName));
  }

  @Override
  public List<BackupFile> listBackups() {
    return catalog.refresh();
  }

  @Override
  public void deleteBackup(String name, String confirmation) {
    Confirmation.check(confirmation, name);
    catalog.delete(name);
  }

  @Override
  public void schedule(String when, boolean compressed, int keepCount, double keepDays) {
    schedule.set(BackupSchedule.parse(when, compressed, keepCount, keepDays));
  }

  @Override
  public void unschedule() {
    schedule.stop();
  }
}
