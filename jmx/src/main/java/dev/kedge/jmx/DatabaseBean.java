package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.LatencySnapshot;
import dev.kedge.Position;
import dev.kedge.Role;
import dev.kedge.Snapshot;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The attributes and operations of a database as such. */
final class DatabaseBean implements DatabaseMXBean {

  private static final long NONE = -1;

  private final String name;
  private final Database database;
  private final StatsSample stats;
  private final DatabaseEvents events;
  private final AppliedTime applied;
  private final OperationLog operations;

  DatabaseBean(
      String name,
      Database database,
      StatsSample stats,
      DatabaseEvents events,
      AppliedTime applied,
      OperationLog operations) {
    this.name = name;
    this.database = database;
    this.stats = stats;
    this.events = events;
    this.applied = applied;
    this.operations = operations;
  }

  private DatabaseStats stats() {
    return stats.get();
  }

  @Override
  public double getSampleAgeSeconds() {
    return stats.ageSeconds();
  }

  @Override
  public String getPath() {
    return database.path().toString();
  }

  @Override
  public String getPosition() {
    return stats().position().toString();
  }

  @Override
  public String getGeneration() {
    return Position.generationText(stats().position().generation());
  }

  @Override
  public long getVersion() {
    return stats().position().version();
  }

  @Override
  public long getDurableVersion() {
    return stats().durableVersion();
  }

  @Override
  public long getCheckpointVersion() {
    return stats().checkpointVersion();
  }

  @Override
  public String getRole() {
    return database.role().name();
  }

  @Override
  public boolean isPrimary() {
    return database.role() == Role.PRIMARY;
  }

  @Override
  public boolean isRememberedReplica() {
    return database.isRememberedReplica();
  }

  @Override
  public boolean isReadOnly() {
    return database.options().readOnly();
  }

  @Override
  public boolean isFenced() {
    return stats().fenced();
  }

  @Override
  public String getFencedBy() {
    return events.fencedBy();
  }

  @Override
  public long getEntries() {
    return stats().entries();
  }

  @Override
  public long getFileBytes() {
    return stats().fileBytes();
  }

  @Override
  public long getPageSizeBytes() {
    return stats().pageSize();
  }

  @Override
  public long getPages() {
    return stats().pages();
  }

  @Override
  public long getFreePages() {
    return stats().freePages();
  }

  @Override
  public long getDirtyBytes() {
    return stats().dirtyBytes();
  }

  @Override
  public long getDirtyLimitBytes() {
    return database.options().dirtyBytes();
  }

  @Override
  public long getLogBytes() {
    return stats().logBytes();
  }

  @Override
  public long getLogFirstVersion() {
    return stats().logFirstVersion();
  }

  @Override
  public boolean isTornLog() {
    return stats().tornLog();
  }

  @Override
  public int getReaders() {
    return stats().readers();
  }

  @Override
  public long getReaderPages() {
    return stats().readerPages();
  }

  @Override
  public long getOldestReaderVersion() {
    DatabaseStats now = stats();
    return now.readers() == 0 ? NONE : now.oldestReaderVersion();
  }

  @Override
  public double getOldestReaderAgeSeconds() {
    return Time.seconds(stats().oldestReaderAge().toNanos());
  }

  @Override
  public String getOldestReaderThread() {
    return Objects.requireNonNullElse(stats().oldestReaderThread(), "");
  }

  @Override
  public long getCommitsTotal() {
    return stats().commits();
  }

  @Override
  public long getConflictsTotal() {
    return stats().conflicts();
  }

  @Override
  public long getCommitGroupsTotal() {
    return stats().groups();
  }

  @Override
  public long getLargestGroupCommits() {
    return stats().largestGroup();
  }

  @Override
  public long getLoggedBytesTotal() {
    return stats().loggedBytes();
  }

  @Override
  public long getSyncsTotal() {
    return stats().syncs();
  }

  @Override
  public long getCheckpointsTotal() {
    return stats().checkpoints();
  }

  @Override
  public long getCheckpointBytesTotal() {
    return stats().checkpointBytes();
  }

  @Override
  public double getLastCheckpointSeconds() {
    Duration last = stats().lastCheckpoint();
    return last.isZero() ? Double.NaN : Time.seconds(last.toNanos());
  }

  @Override
  public long getStallsTotal() {
    return stats().stalls();
  }

  @Override
  public double getStallSecondsTotal() {
    return Time.seconds(stats().stallTime().toNanos());
  }

  @Override
  public long getClockJumpsTotal() {
    return events.clockJumps();
  }

  @Override
  public long getGenerationForksTotal() {
    return events.forks();
  }

  @Override
  public double getCommitLatencyP50Seconds() {
    return percentile(stats().commitLatency(), 50);
  }

  @Override
  public double getCommitLatencyP99Seconds() {
    return percentile(stats().commitLatency(), 99);
  }

  @Override
  public double getCommitLatencyP999Seconds() {
    return percentile(stats().commitLatency(), 99.9);
  }

  @Override
  public double getCommitLatencyMaxSeconds() {
    return Time.seconds(stats().commitLatency().maxNanos());
  }

  @Override
  public double getCommitLatencySecondsTotal() {
    return Time.seconds(stats().commitLatency().totalNanos());
  }

  @Override
  public double getSyncLatencyP50Seconds() {
    return percentile(stats().syncLatency(), 50);
  }

  @Override
  public double getSyncLatencyP99Seconds() {
    return percentile(stats().syncLatency(), 99);
  }

  @Override
  public double getSyncLatencyP999Seconds() {
    return percentile(stats().syncLatency(), 99.9);
  }

  @Override
  public double getSyncLatencyMaxSeconds() {
    return Time.seconds(stats().syncLatency().maxNanos());
  }

  @Override
  public double getSyncLatencySecondsTotal() {
    return Time.seconds(stats().syncLatency().totalNanos());
  }

  private static double percentile(LatencySnapshot latency, double percent) {
    return Time.seconds(latency.percentile(percent).toNanos());
  }

  /** What a promotion did. */
  private record Promotion(Position position) {}

  @Override
  public Map<String, String> info() {
    try (Snapshot snapshot = database.snapshot()) {
      boolean empty = snapshot.version() == 0;
      return Results.of(
          new DatabaseInfo(
              database.path(),
              empty ? Optional.empty() : Optional.of(snapshot.commitTime()),
              database.isRememberedReplica(),
              database.holds().list().size(),
              database.stats()));
    }
  }

  @Override
  public OperationStatus checkpoint() {
    return operations.run("checkpoint", "", progress -> database.checkpoint());
  }

  @Override
  public long startCheckpoint() {
    return operations.start("checkpoint", "", progress -> database.checkpoint());
  }

  @Override
  public OperationStatus check() {
    return operations.run("check", "", database::check);
  }

  @Override
  public long startCheck() {
    return operations.start("check", "", database::check);
  }

  @Override
  public OperationStatus compact() {
    return operations.run("compact", "", this::compacting);
  }

  @Override
  public long startCompact() {
    return operations.start("compact", "", this::compacting);
  }

  private Record compacting(OperationProgress progress) {
    return database.compact(progress.ofThings());
  }

  @Override
  public OperationStatus promote(String confirmation) {
    Confirmation.check(confirmation, name);
    return operations.run("promote", "", progress -> promoted());
  }

  private Promotion promoted() {
    boolean primary = isPrimary();
    long before = database.position().generation();
    applied.note();
    Position now = database.promote();
    if (primary && now.generation() == before) {
      throw new IllegalStateException(name + " is a primary already: nothing was done");
    }
    return new Promotion(now);
  }
}
