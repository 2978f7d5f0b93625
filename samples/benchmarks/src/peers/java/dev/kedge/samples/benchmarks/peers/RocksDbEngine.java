package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB through rocksdbjni. */
final class RocksDbEngine implements Engine {

  private static final int BLOOM_BITS_PER_KEY = 10;
  private static final int RECYCLED_LOGS = 4;
  private static final long BYTES_PER_SYNC = 1 << 20;
  private static final int BACKUP_THREADS = 2;

  @Override
  public String version() {
    return RocksDB.rocksdbVersion().toString();
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "WriteOptions.sync = true, group commit as always",
        "recycle_log_file_num = " + RECYCLED_LOGS + ", so that the log is overwritten, not grown",
        "block cache " + settings.cacheMebibytes() + " MiB, bloom filter of 10 bits a key",
        "LZ4 compression: the only engine here that compresses what it stores",
        "increaseParallelism(), bytes_per_sync = 1 MiB, everything else default");
  }

  @Override
  public String commitGuarantee() {
    return "log forced to the device; commits under way at once share a force";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) throws RocksDBException {
    RocksDB.loadLibrary();
    return new RocksDbStore(directory, settings);
  }

  private static final class RocksDbStore implements Store {

    private final LRUCache cache;
    private final BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
    private final Options options;
    private final WriteOptions writing = new WriteOptions().setSync(true);
    private final RocksDB database;

    RocksDbStore(Path directory, EngineSettings settings) throws RocksDBException {
      cache = new LRUCache(settings.cacheBytes());
      options =
          new Options()
              .setCreateIfMissing(true)
              .setIncreaseParallelism(Runtime.getRuntime().availableProcessors())
              .setCompressionType(CompressionType.LZ4_COMPRESSION)
              .setRecycleLogFileNum(RECYCLED_LOGS)
              .setBytesPerSync(BYTES_PER_SYNC)
              .setTableFormatConfig(
                  new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
      database = RocksDB.open(options, directory.toString());
    }

    @Override
    public Session session() {
      return new RocksDbSession(database, writing);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          new BackupWay(
              "checkpoint, copied",
              "one point in time; the hard links of the checkpoint are copied and forced",
              this::copyCheckpoint,
              Directories::copy),
          new BackupWay(
              "BackupEngine",
              "one point in time, with checksums of files; forced (sync = true)",
              this::backupEngine,
              RocksDbStore::restore));
    }

    private void copyCheckpoint(Path backup) throws RocksDBException, IOException {
      Path links = backup.resolveSibling(backup.getFileName() + ".checkpoint");
      try (Checkpoint checkpoint = Checkpoint.create(database)) {
        checkpoint.createCheckpoint(links.toString());
      }
      Directories.copy(links, backup);
      Directories.force(backup);
      Directories.delete(links);
    }

    private void backupEngine(Path backup) throws RocksDBException {
      try (BackupEngineOptions how = backupOptions(backup);
          BackupEngine engine = BackupEngine.open(Env.getDefault(), how)) {
        engine.createNewBackup(database);
      }
    }

    private static void restore(Path backup, Path target) throws RocksDBException {
      try (BackupEngineOptions how = backupOptions(backup);
          RestoreOptions restoring = new RestoreOptions(false);
          BackupEngine engine = BackupEngine.open(Env.getDefault(), how)) {
        engine.restoreDbFromLatestBackup(target.toString(), target.toString(), restoring);
      }
    }

    private static BackupEngineOptions backupOptions(Path backup) {
      return new BackupEngineOptions(backup.toString())
          .setSync(true)
          .setMaxBackgroundOperations(BACKUP_THREADS);
    }

    @Override
    public void close() {
      database.close();
      writing.close();
      options.close();
      filter.close();
      cache.close();
    }
  }

  private static final class RocksDbSession implements Session {

    private final RocksDB database;
    private final WriteOptions writing;
    private final ReadOptions reading = new ReadOptions();

    RocksDbSession(RocksDB database, WriteOptions writing) {
      this.database = database;
      this.writing = writing;
    }

    @Override
    public void put(byte[] key, byte[] value) throws RocksDBException {
      database.put(writing, key, value);
    }

    @Override
    public void write(List<KeyValue> entries) throws RocksDBException {
      try (WriteBatch batch = new WriteBatch()) {
        for (KeyValue entry : entries) {
          batch.put(entry.key(), entry.value());
        }
        database.write(writing, batch);
      }
    }

    @Override
    public byte @Nullable [] get(byte[] key) throws RocksDBException {
      return database.get(reading, key);
    }

    @Override
    public void scan(Visitor visitor) throws RocksDBException {
      try (RocksIterator iterator = database.newIterator(reading)) {
        for (iterator.seekToFirst(); iterator.isValid(); iterator.next()) {
          visitor.visit(iterator.key(), iterator.value());
        }
        iterator.status();
      }
    }

    @Override
    public void close() {
      reading.close();
    }
  }
}
