package dev.kedge.jdbc.internal.table;

import dev.kedge.Database;
import dev.kedge.DatabaseStats;
import dev.kedge.LatencySnapshot;
import dev.kedge.jdbc.internal.engine.Lease;
import dev.kedge.jdbc.internal.engine.RunningOperation;
import dev.kedge.jdbc.internal.engine.Setting;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.jdbc.internal.language.StatementForm;
import dev.kedge.jdbc.internal.result.Column;
import dev.kedge.jdbc.internal.result.RowShape;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tables of {@code sys}, which say how the database is. */
public enum SystemTable {
  /** What the database is and has. */
  DATABASE("what the database is and has; one row", SystemTable.database(), SystemTable::figures),
  /** The log. */
  WAL("the log; one row", SystemTable.wal(), SystemTable::figures),
  /** The log holds. */
  HOLDS(
      "the log holds, in the order in which they were made",
      OperationRows.HOLD,
      lease -> lease.database().holds().list()),
  /** Operations. */
  OPERATIONS(
      "the operations that statements began: those that run, and the last that did",
      SystemTable.operations(),
      lease -> lease.operations().list()),
  /** Who keeps an old state. */
  READERS(
      "what keeps old states of the database; one row",
      SystemTable.readers(),
      SystemTable::figures),
  /** The replicas. */
  REPLICAS(
      "the replicas of the database that statements can name",
      ReplicaTables.replicas(),
      ReplicaTables::replicas),
  /** What replicas have stored: snapshots. */
  SNAPSHOTS(
      "the snapshots at the destinations of the replicas, as listed now",
      ReplicaTables.snapshots(),
      ReplicaTables::snapshots),
  /** What replicas have stored: log. */
  SEGMENTS(
      "the segments of log at the destinations of the replicas, as listed now",
      ReplicaTables.segments(),
      ReplicaTables::segments),
  /** What can be restored. */
  WINDOW(
      "the versions that can be restored from the destinations, and the holes between them",
      ReplicaTables.window(),
      ReplicaTables::window),
  /** Settings. */
  SETTINGS(
      "the properties of this connection and its database", SystemTable.settings(), Setting::list),
  /** The language. */
  STATEMENTS(
      "the statements there are",
      SystemTable.statements(),
      lease -> List.of(StatementForm.values()));

  private final String remarks;

  @SuppressWarnings("ImmutableEnumChecker") // its shape is complete when it comes here
  private final Source<?> source;

  <T> SystemTable(String remarks, RowShape<T> shape, Function<Lease, List<T>> shown) {
    this.remarks = remarks;
    this.source = new Source<>(shape, shown);
  }

  private record Source<T>(RowShape<T> shape, Function<Lease, List<T>> shown) {
    List<@Nullable Object[]> rows(Lease lease) {
      List<@Nullable Object[]> rows = new ArrayList<>();
      for (T one : shown.apply(lease)) {
        rows.add(shape.row(one));
      }
      return rows;
    }
  }

  /** A database with its figures at one time. */
  private record Figures(Database database, DatabaseStats stats) {}

  private static List<Figures> figures(Lease lease) {
    return List.of(new Figures(lease.database(), lease.database().stats()));
  }

  /** Its name within {@code sys}. */
  public String tableName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What it shows, for people. */
  public String remarks() {
    return remarks;
  }

  /** Its columns. */
  public List<Column> columns() {
    return source.shape().columns();
  }

  /** Whether its rows are fetched from the destinations of the replicas, which may not answer. */
  public boolean isAtDestinations() {
    return this == SNAPSHOTS || this == SEGMENTS || this == WINDOW;
  }

  /** Its rows as they are now. */
  public List<@Nullable Object[]> rows(Lease lease) {
    return source.rows(lease);
  }

  /**
   * The table of a name.
   *
   * @param name such as {@code sys.wal}
   */
  public static SystemTable find(String name) throws SQLException {
    for (SystemTable table : values()) {
      if (name.equals("sys." + table.tableName())) {
        return table;
      }
    }
    throw SqlState.NO_SUCH_TABLE.error(
        "there is no table "
            + name
            + ": there are "
            + Arrays.stream(values())
                .map(table -> "sys." + table.tableName())
                .collect(Collectors.joining(", ")));
  }

  private static RowShape<Figures> database() {
    return new RowShape<Figures>()
        .text("path", "the database file", f -> f.database().path().toString())
        .text("role", "PRIMARY or REPLICA", f -> f.stats().role().name())
        .flag(
            "remembered_replica",
            "whether it was a replica and has not been promoted",
            f -> f.database().isRememberedReplica())
        .flag("read_only", "whether nothing is written", f -> f.database().options().readOnly())
        .flag("fenced", "whether a failure stopped all writes", f -> f.stats().fenced())
        .text("generation", "history", f -> OperationRows.generation(f.stats().position()))
        .number("version", "last commit", f -> f.stats().position().version())
        .number("checkpoint_version", "last in the file", f -> f.stats().checkpointVersion())
        .number("entries", "keys", f -> f.stats().entries())
        .number("file_bytes", "bytes of the page file", f -> f.stats().fileBytes())
        .number("page_size", "bytes of a page", f -> f.stats().pageSize())
        .number("pages", "pages of the page file", f -> f.stats().pages())
        .number("free_pages", "pages free for reuse", f -> f.stats().freePages())
        .number("dirty_bytes", "heap that no checkpoint wrote", f -> f.stats().dirtyBytes())
        .number("commits", "commits since it was opened", f -> f.stats().commits())
        .number("conflicts", "transactions refused", f -> f.stats().conflicts())
        .number("commit_p50_us", "median of commits", f -> micros(f.stats().commitLatency(), 50))
        .number("commit_p99_us", "p99 of commits", f -> micros(f.stats().commitLatency(), 99))
        .number("stalls", "commits made to wait", f -> f.stats().stalls())
        .millis("stall_ms", "for how long in all", f -> f.stats().stallTime())
        .number("checkpoints", "since it was opened", f -> f.stats().checkpoints())
        .number("checkpoint_bytes", "bytes they wrote", f -> f.stats().checkpointBytes())
        .millis("last_checkpoint_ms", "how long it took", f -> f.stats().lastCheckpoint());
  }

  private static RowShape<Figures> wal() {
    return new RowShape<Figures>()
        .number("first_version", "first commit in the log", f -> f.stats().logFirstVersion())
        .flag("torn", "whether opening cut a torn end off", f -> f.stats().tornLog())
        .number("version", "last commit", f -> f.stats().position().version())
        .number("durable_version", "last that is forced", f -> f.stats().durableVersion())
        .number("checkpoint_version", "last in the file", f -> f.stats().checkpointVersion())
        .numberOrNull("archived_version", "last in the archive", f -> archived(f.stats()))
        .text("archive_failure", "why the archive fails", f -> f.stats().archiveFailure())
        .number("log_bytes", "bytes of the log", f -> f.stats().logBytes())
        .number("logged_bytes", "written since it was opened", f -> f.stats().loggedBytes())
        .number("groups", "groups of commits", f -> f.stats().groups())
        .number("largest_group", "commits of the largest", f -> f.stats().largestGroup())
        .number("syncs", "forces", f -> f.stats().syncs())
        .number("sync_p50_us", "median of forces", f -> micros(f.stats().syncLatency(), 50))
        .number("sync_p99_us", "p99 of forces", f -> micros(f.stats().syncLatency(), 99));
  }

  private static @Nullable Long archived(DatabaseStats stats) {
    return stats.archivedVersion() < 0 ? null : stats.archivedVersion();
  }

  private static long micros(LatencySnapshot latency, double percent) {
    return latency.percentile(percent).toNanos() / 1000;
  }

  private static RowShape<Figures> readers() {
    return new RowShape<Figures>()
        .number("readers", "snapshots, cursors, transactions", f -> f.stats().readers())
        .number("pages", "free pages kept from reuse for them", f -> f.stats().readerPages())
        .number("oldest_version", "lowest they read", f -> f.stats().oldestReaderVersion())
        .millis("oldest_age_ms", "age of the oldest", f -> f.stats().oldestReaderAge())
        .text("oldest_thread", "thread that began it", f -> f.stats().oldestReaderThread());
  }

  private static RowShape<RunningOperation> operations() {
    return new RowShape<RunningOperation>()
        .number("id", "its number", RunningOperation::id)
        .text("operation", "what it is", RunningOperation::name)
        .text("state", "RUNNING, DONE, FAILED or CANCELLED", o -> o.state().name())
        .number("bytes_done", "bytes dealt with", RunningOperation::bytesDone)
        .numberOrNull("bytes_total", "of these; null if not known", RunningOperation::bytesTotal)
        .numberOrNull("percent", "how much is done", RunningOperation::percent)
        .instant("started", "when it began", RunningOperation::started)
        .instant("ended", "when it ended", RunningOperation::ended)
        .text("error", "what went wrong", RunningOperation::error);
  }

  private static RowShape<Setting> settings() {
    return new RowShape<Setting>()
        .text("name", "the property", s -> s.property().key())
        .text("value", "what it is", Setting::value)
        .text("default_value", "what it is unless set", s -> s.property().defaultValue())
        .text("description", "what it is for", s -> s.property().description());
  }

  private static RowShape<StatementForm> statements() {
    return new RowShape<StatementForm>()
        .text("form", "how it is written: [what may be left out]", StatementForm::form)
        .text("description", "what it does", StatementForm::description);
  }
}
