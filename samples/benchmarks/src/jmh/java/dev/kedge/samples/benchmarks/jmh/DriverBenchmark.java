package dev.kedge.samples.benchmarks.jmh;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.kedge.Database;
import dev.kedge.jdbc.KedgeDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the driver and a pool before it add to the engine's own reads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls set-up methods
public class DriverBenchmark {

  private static final String GET = "SELECT value FROM kv WHERE key = ?";

  private final SplittableRandom random = new SplittableRandom(1);
  private Database database;
  private int records;
  private HikariDataSource pool;
  private HikariDataSource emptyPool;
  private Connection connection;
  private PreparedStatement get;

  /** Makes a pool over the database, and one over nothing. */
  @Setup(Level.Trial)
  public void open(SampleDatabase sample) throws SQLException {
    database = sample.database();
    records = sample.records;
    pool = pool(new KedgeDataSource(database));
    emptyPool = pool(new IdleDataSource());
    connection = pool.getConnection();
    get = connection.prepareStatement(GET);
  }

  private static HikariDataSource pool(DataSource source) {
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(2);
    return new HikariDataSource(config);
  }

  /** Closes the pools. */
  @TearDown(Level.Trial)
  public void close() throws SQLException {
    connection.close();
    pool.close();
    emptyPool.close();
  }

  /** The engine's own read. */
  @Benchmark
  public byte @Nullable [] engineGet() {
    return database.get(key());
  }

  /** The same through a connection of the pool and a statement that is prepared once. */
  @Benchmark
  public byte @Nullable [] preparedGet() throws SQLException {
    return read(get);
  }

  /** The same with all that a program does that keeps nothing: borrow, prepare, read, return. */
  @Benchmark
  public byte @Nullable [] borrowPrepareGet() throws SQLException {
    try (Connection borrowed = pool.getConnection();
        PreparedStatement prepared = borrowed.prepareStatement(GET)) {
      return read(prepared);
    }
  }

  /** Takes a connection out of the pool and gives it back. */
  @Benchmark
  public void borrow() throws SQLException {
    pool.getConnection().close();
  }

  /** The same of a pool whose connections do nothing. */
  @Benchmark
  public void borrowIdle() throws SQLException {
    emptyPool.getConnection().close();
  }

  private byte[] key() {
    return SampleDatabase.storedKey(random.nextInt(records));
  }

  private byte @Nullable [] read(PreparedStatement prepared) throws SQLException {
    prepared.setBytes(1, key());
    try (ResultSet row = prepared.executeQuery()) {
      return row.next() ? row.getBytes(1) : null;
    }
  }
}
