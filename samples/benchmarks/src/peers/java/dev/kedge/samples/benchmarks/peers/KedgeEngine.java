package dev.kedge.samples.benchmarks.peers;

import dev.kedge.BackupOptions;
import dev.kedge.Cursor;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.Restore;
import dev.kedge.WriteBatch;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kedge with its defaults. */
final class KedgeEngine implements Engine {

  private static final String DATABASE = "data.kv";
  private static final String BACKUP = "data.kvbak";

  @Override
  public String version() {
    return Jars.version(Database.class);
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of("all defaults: durability FULL, pages of 8 KiB", "reads through the page cache");
  }

  @Override
  public String commitGuarantee() {
    return "forced to the device; commits under way at once share a force";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) {
    return new KedgeStore(Database.open(directory.resolve(DATABASE)));
  }

  private static void restore(Path backup, Path target) {
    Restore.restore(target.resolve(DATABASE), backup.resolve(BACKUP));
  }

  private record KedgeStore(Database database) implements Store {

    @Override
    public Session session() {
      return new KedgeSession(database);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          way("backup", BackupOptions.PLAIN), way("backup, compressed", BackupOptions.COMPRESSED));
    }

    private BackupWay way(String name, BackupOptions options) {
      return new BackupWay(
          name,
          "one point in time, at least the last commit before the call; each page checked; forced",
          backup -> database.backup(backup.resolve(BACKUP), options),
          KedgeEngine::restore);
    }

    @Override
    public void close() {
      database.close();
    }
  }

  private record KedgeSession(Database database) implements Session {

    @Override
    public void put(byte[] key, byte[] value) {
      database.put(key, value);
    }

    @Override
    public void write(List<KeyValue> entries) {
      WriteBatch batch = new WriteBatch();
      entries.forEach(entry -> batch.put(entry.key(), entry.value()));
      database.write(batch);
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      return database.get(key);
    }

    @Override
    public void scan(Visitor visitor) {
      try (Cursor cursor = database.cursor(KeyRange.all())) {
        while (cursor.next()) {
          visitor.visit(cursor.key(), cursor.value());
        }
      }
    }

    @Override
    public void close() {}
  }
}
