package dev.kedge.samples.benchmarks.peers;

import com.sleepycat.je.Cursor;
import com.sleepycat.je.CursorConfig;
import com.sleepycat.je.Database;
import com.sleepycat.je.DatabaseConfig;
import com.sleepycat.je.DatabaseEntry;
import com.sleepycat.je.Durability;
import com.sleepycat.je.Environment;
import com.sleepycat.je.EnvironmentConfig;
import com.sleepycat.je.JEVersion;
import com.sleepycat.je.LockMode;
import com.sleepycat.je.OperationStatus;
import com.sleepycat.je.Transaction;
import com.sleepycat.je.util.DbBackup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Berkeley DB Java Edition. */
final class JeEngine implements Engine {

  /** Threads that commit the same record wait for each other for longer than by default. */
  private static final int LOCK_TIMEOUT_SECONDS = 60;

  @Override
  public String version() {
    return JEVersion.CURRENT_VERSION.getVersionString();
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "transactional, COMMIT_SYNC, its group commit as by default",
        "lock timeout 60 s instead of 0.5 s, cache %d MiB, everything else default"
            .formatted(settings.cacheMebibytes()));
  }

  @Override
  public String commitGuarantee() {
    return "log forced to the device; commits under way at once share a force";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) {
    EnvironmentConfig config = new EnvironmentConfig();
    config.setAllowCreate(true);
    config.setTransactional(true);
    config.setDurability(Durability.COMMIT_SYNC);
    config.setCacheSize(settings.cacheBytes());
    config.setLockTimeout(LOCK_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Environment environment = new Environment(directory.toFile(), config);
    DatabaseConfig databaseConfig = new DatabaseConfig();
    databaseConfig.setAllowCreate(true);
    databaseConfig.setTransactional(true);
    return new JeStore(
        directory, environment, environment.openDatabase(null, "kv", databaseConfig));
  }

  private record JeStore(Path directory, Environment environment, Database database)
      implements Store {

    @Override
    public Session session() {
      return new JeSession(environment, database);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          new BackupWay(
              "DbBackup",
              "log files as of a moment, which the cleaner leaves alone while they are copied;"
                  + " forced",
              this::backup,
              Directories::copy));
    }

    private void backup(Path backup) throws IOException {
      DbBackup helper = new DbBackup(environment);
      helper.startBackup();
      try {
        for (String file : helper.getLogFilesInBackupSet()) {
          Directories.copyFile(directory.resolve(file), backup.resolve(file));
          helper.removeFileProtection(file);
        }
      } finally {
        helper.endBackup();
      }
      Directories.force(backup);
    }

    @Override
    public void close() {
      database.close();
      environment.close();
    }
  }

  private record JeSession(Environment environment, Database database) implements Session {

    @Override
    public void put(byte[] key, byte[] value) {
      put(null, key, value);
    }

    @Override
    public void write(List<KeyValue> entries) {
      Transaction transaction = environment.beginTransaction(null, null);
      try {
        entries.forEach(entry -> put(transaction, entry.key(), entry.value()));
        transaction.commit();
      } finally {
        if (transaction.isValid()) {
          transaction.abort();
        }
      }
    }

    private void put(@Nullable Transaction transaction, byte[] key, byte[] value) {
      database.put(transaction, new DatabaseEntry(key), new DatabaseEntry(value));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      DatabaseEntry value = new DatabaseEntry();
      OperationStatus status =
          database.get(null, new DatabaseEntry(key), value, LockMode.READ_COMMITTED);
      return status == OperationStatus.SUCCESS ? value.getData() : null;
    }

    @Override
    public void scan(Visitor visitor) {
      DatabaseEntry key = new DatabaseEntry();
      DatabaseEntry value = new DatabaseEntry();
      try (Cursor cursor = database.openCursor(null, CursorConfig.READ_COMMITTED)) {
        while (cursor.getNext(key, value, LockMode.DEFAULT) == OperationStatus.SUCCESS) {
          visitor.visit(key.getData(), value.getData());
        }
      }
    }

    @Override
    public void close() {}
  }
}
