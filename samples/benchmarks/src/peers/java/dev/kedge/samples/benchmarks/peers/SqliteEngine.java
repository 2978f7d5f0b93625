package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.core.Codes;
import org.sqlite.core.DB;

/** SQLite through sqlite-jdbc. */
final class SqliteEngine implements Engine {

  private static final String FILE = "data.db";
  private static final int CONNECTION_CACHE_KIBIBYTES = 64 << 10;
  private static final int BUSY_TIMEOUT_MILLIS = 60_000;
  private static final int ALL_PAGES = -1;

  /** Longer rows are better off in a table that has row ids: a twentieth of a page. */
  private static final int LONGEST_WITHOUT_ROWID = 200;

  @Override
  public String version() {
    return SQLiteJDBCLoader.getVersion();
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "journal_mode = WAL, synchronous = FULL",
        "a table WITHOUT ROWID for values of 100 bytes, with it for longer ones, as it advises",
        "a connection a thread with prepared statements; busy_timeout = 60 s",
        "threads take turns to write by a lock, as polling for the file's lock is slower",
        "cache_size 64 MiB a connection, mmap_size %d MiB".formatted(settings.cacheMebibytes()));
  }

  @Override
  public String commitGuarantee() {
    return "log forced to the device; one writer at a time, no group commit";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) throws SQLException {
    return new SqliteStore(directory.resolve(FILE), settings);
  }

  private static void restore(Path backup, Path target) throws IOException {
    Directories.copyFile(backup.resolve(FILE), target.resolve(FILE));
  }

  private static final class SqliteStore implements Store {

    private final String url;
    private final EngineSettings settings;
    private final ReentrantLock writing = new ReentrantLock();
    private final Connection main;

    SqliteStore(Path file, EngineSettings settings) throws SQLException {
      this.url = "jdbc:sqlite:" + file;
      this.settings = settings;
      this.main = connect();
      try (Statement statement = main.createStatement()) {
        statement.execute(
            "CREATE TABLE IF NOT EXISTS kv (k BLOB PRIMARY KEY, v BLOB NOT NULL)"
                + (settings.valueBytes() <= LONGEST_WITHOUT_ROWID ? " WITHOUT ROWID" : ""));
      }
    }

    private Connection connect() throws SQLException {
      SQLiteConfig config = new SQLiteConfig();
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
      config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
      config.setCacheSize(-CONNECTION_CACHE_KIBIBYTES); // negative: in KiB, not pages
      config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, String.valueOf(settings.cacheBytes()));
      return config.createConnection(url);
    }

    @Override
    public Session session() throws SQLException {
      return new SqliteSession(connect(), writing);
    }

    @Override
    public List<BackupWay> backupWays() {
      String guarantee = "one point in time; forced";
      return List.of(
          new BackupWay("VACUUM INTO", guarantee, this::vacuumInto, SqliteEngine::restore),
          new BackupWay(
              "backup to",
              guarantee + "; begins again when another connection commits",
              this::backupTo,
              SqliteEngine::restore),
          new BackupWay(
              "backup, all pages in one step",
              guarantee,
              this::backupInOneStep,
              SqliteEngine::restore));
    }

    private void vacuumInto(Path backup) throws SQLException, IOException {
      execute("VACUUM INTO '" + backup.resolve(FILE) + "'");
      Directories.force(backup);
    }

    private void backupTo(Path backup) throws SQLException, IOException {
      execute("backup to '" + backup.resolve(FILE) + "'");
      Directories.force(backup);
    }

    private void execute(String sql) throws SQLException {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.executeUpdate(sql);
      }
    }

    private void backupInOneStep(Path backup) throws SQLException, IOException {
      try (Connection connection = connect()) {
        DB database = connection.unwrap(SQLiteConnection.class).getDatabase();
        String file = backup.resolve(FILE).toString();
        int result = database.backup("main", file, (left, of) -> {}, 0, 0, ALL_PAGES);
        if (result != Codes.SQLITE_OK && result != Codes.SQLITE_DONE) {
          throw new SQLException("the backup ended with result code " + result);
        }
      }
      Directories.force(backup);
    }

    @Override
    public void close() {
      SqliteEngine.close(main);
    }
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("a connection does not close", e);
    }
  }

  private static final class SqliteSession implements Session {

    private final Connection connection;
    private final ReentrantLock writing;
    private final PreparedStatement put;
    private final PreparedStatement get;

    SqliteSession(Connection connection, ReentrantLock writing) throws SQLException {
      this.connection = connection;
      this.writing = writing;
      this.put = connection.prepareStatement("INSERT OR REPLACE INTO kv (k, v) VALUES (?, ?)");
      this.get = connection.prepareStatement("SELECT v FROM kv WHERE k = ?");
    }

    @Override
    public void put(byte[] key, byte[] value) throws SQLException {
      writing.lock();
      try {
        execute(key, value);
      } finally {
        writing.unlock();
      }
    }

    @Override
    public void write(List<KeyValue> entries) throws SQLException {
      writing.lock();
      try {
        connection.setAutoCommit(false);
        for (KeyValue entry : entries) {
          execute(entry.key(), entry.value());
        }
        connection.commit();
      } finally {
        connection.setAutoCommit(true);
        writing.unlock();
      }
    }

    private void execute(byte[] key, byte[] value) throws SQLException {
      put.setBytes(1, key);
      put.setBytes(2, value);
      put.executeUpdate();
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws SQLException {
      get.setBytes(1, key);
      try (ResultSet row = get.executeQuery()) {
        return row.next() ? row.getBytes(1) : null;
      }
    }

    @Override
    public void scan(Visitor visitor) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("SELECT k, v FROM kv ORDER BY k")) {
        while (rows.next()) {
          visitor.visit(rows.getBytes(1), rows.getBytes(2));
        }
      }
    }

    @Override
    public void close() {
      SqliteEngine.close(connection);
    }
  }
}
