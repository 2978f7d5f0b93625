package dev.kedge.samples.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.lmdbjava.CopyFlags;
import org.lmdbjava.Cursor;
import org.lmdbjava.Dbi;
import org.lmdbjava.DbiFlags;
import org.lmdbjava.Env;
import org.lmdbjava.EnvFlags;
import org.lmdbjava.Meta;
import org.lmdbjava.Txn;

/** LMDB through lmdbjava. */
final class LmdbEngine implements Engine {

  private static final String DATABASE = "kv";
  private static final int MAX_READERS = 256;

  @Override
  public String version() {
    Meta.Version lmdb = Meta.version();
    return "%d.%d.%d, lmdbjava %s"
        .formatted(lmdb.major, lmdb.minor, lmdb.patch, Jars.version(Env.class));
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "neither MDB_NOSYNC nor MDB_NOMETASYNC, no MDB_WRITEMAP",
        "a read transaction a thread, reset and renewed for each read",
        "checks of lmdbjava off (lmdbjava.disable.checks)",
        "reads through the page cache" + (settings.cold() ? ", MDB_NORDAHEAD" : ""));
  }

  @Override
  public String commitGuarantee() {
    return "forced to the device; one writer at a time, no group commit";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) {
    EnvFlags[] flags = settings.cold() ? new EnvFlags[] {EnvFlags.MDB_NORDAHEAD} : new EnvFlags[0];
    Env<ByteBuffer> environment =
        Env.create()
            .setMapSize(settings.mapBytes())
            .setMaxDbs(1)
            .setMaxReaders(MAX_READERS)
            .open(directory.toFile(), flags);
    return new LmdbStore(environment, environment.openDbi(DATABASE, DbiFlags.MDB_CREATE));
  }

  private record LmdbStore(Env<ByteBuffer> environment, Dbi<ByteBuffer> database) implements Store {

    @Override
    public Session session() {
      return new LmdbSession(environment, database);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          way("mdb_env_copy"), way("mdb_env_copy, compacting", CopyFlags.MDB_CP_COMPACT));
    }

    private BackupWay way(String name, CopyFlags... flags) {
      return new BackupWay(
          name, "one point in time; forced", backup -> copy(backup, flags), Directories::copy);
    }

    private void copy(Path backup, CopyFlags... flags) throws IOException {
      environment.copy(backup.toFile(), flags);
      Directories.force(backup);
    }

    @Override
    public void close() {
      environment.close();
    }
  }

  private static final class LmdbSession implements Session {

    private final Env<ByteBuffer> environment;
    private final Dbi<ByteBuffer> database;
    private final ByteBuffer keyBuffer;
    private ByteBuffer valueBuffer = ByteBuffer.allocateDirect(1 << 10);
    private @Nullable Txn<ByteBuffer> reading;

    LmdbSession(Env<ByteBuffer> environment, Dbi<ByteBuffer> database) {
      this.environment = environment;
      this.database = database;
      this.keyBuffer = ByteBuffer.allocateDirect(environment.getMaxKeySize());
    }

    @Override
    public void put(byte[] key, byte[] value) {
      try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
        put(transaction, key, value);
        transaction.commit();
      }
    }

    @Override
    public void write(List<KeyValue> entries) {
      try (Txn<ByteBuffer> transaction = environment.txnWrite()) {
        entries.forEach(entry -> put(transaction, entry.key(), entry.value()));
        transaction.commit();
      }
    }

    private void put(Txn<ByteBuffer> transaction, byte[] key, byte[] value) {
      if (valueBuffer.capacity() < value.length) {
        valueBuffer = ByteBuffer.allocateDirect(value.length);
      }
      database.put(transaction, fill(keyBuffer, key), fill(valueBuffer, value));
    }

    private static ByteBuffer fill(ByteBuffer buffer, byte[] bytes) {
      return buffer.clear().put(bytes).flip();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      Txn<ByteBuffer> transaction = beginRead();
      try {
        ByteBuffer value = database.get(transaction, fill(keyBuffer, key));
        return value == null ? null : bytes(value);
      } finally {
        transaction.reset();
      }
    }

    private Txn<ByteBuffer> beginRead() {
      Txn<ByteBuffer> transaction = reading;
      if (transaction == null) {
        transaction = environment.txnRead();
        reading = transaction;
      } else {
        transaction.renew();
      }
      return transaction;
    }

    @Override
    public void scan(Visitor visitor) {
      Txn<ByteBuffer> transaction = beginRead();
      try (Cursor<ByteBuffer> cursor = database.openCursor(transaction)) {
        for (boolean on = cursor.first(); on; on = cursor.next()) {
          visitor.visit(bytes(cursor.key()), bytes(cursor.val()));
        }
      } finally {
        transaction.reset();
      }
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public void close() {
      Txn<ByteBuffer> transaction = reading;
      if (transaction != null) {
        transaction.close();
      }
    }
  }
}
