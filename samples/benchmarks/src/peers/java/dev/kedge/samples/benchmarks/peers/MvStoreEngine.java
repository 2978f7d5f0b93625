package dev.kedge.samples.benchmarks.peers;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.jspecify.annotations.Nullable;

/** The storage engine of H2, by itself. */
final class MvStoreEngine implements Engine {

  private static final String FILE = "data.mv";
  private static final String BACKUP = "backup.zip";
  private static final int ZIP_BUFFER_BYTES = 1 << 20;

  @Override
  public String version() {
    return Jars.version(MVStore.class);
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "MVStore.commit() and sync() for each commit; threads that wait meanwhile share the next",
        "its own commits and housekeeping beside that as by default, cache "
            + settings.cacheMebibytes()
            + " MiB");
  }

  @Override
  public String commitGuarantee() {
    return "chunk written and forced to the device; commits under way at once share both";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) {
    return new MvStore(
        new MVStore.Builder()
            .fileName(directory.resolve(FILE).toString())
            .cacheSize((int) settings.cacheMebibytes())
            .open());
  }

  private static void restore(Path backup, Path target) throws IOException {
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(backup.resolve(BACKUP)))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Files.copy(zip, target.resolve(FILE));
      }
    }
  }

  private static final class MvStore implements Store {

    private final MVStore store;
    private final MVMap<byte[], byte[]> map;
    private final GroupSync sync;

    MvStore(MVStore store) {
      this.store = store;
      this.map =
          store.openMap(
              "kv",
              new MVMap.Builder<byte[], byte[]>()
                  .keyType(ByteArrayDataType.INSTANCE)
                  .valueType(ByteArrayDataType.INSTANCE));
      this.sync = new GroupSync(this::commitAndSync);
    }

    private void commitAndSync() {
      store.commit();
      store.sync();
    }

    @Override
    public Session session() {
      return new MvStoreSession(map, sync);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          new BackupWay(
              "FileStore.backup",
              "the file as of a moment, in a zip that is not compressed; forced",
              this::backup,
              MvStoreEngine::restore));
    }

    private void backup(Path backup) throws IOException {
      Path file = backup.resolve(BACKUP);
      try (ZipOutputStream zip =
          new ZipOutputStream(
              new BufferedOutputStream(Files.newOutputStream(file), ZIP_BUFFER_BYTES))) {
        zip.setLevel(Deflater.NO_COMPRESSION);
        store.getFileStore().backup(zip);
      }
      Directories.force(backup);
    }

    @Override
    public void close() {
      store.close();
    }
  }

  private record MvStoreSession(MVMap<byte[], byte[]> map, GroupSync sync) implements Session {

    @Override
    public void put(byte[] key, byte[] value) {
      map.put(key, value);
      sync.await();
    }

    @Override
    public void write(List<KeyValue> entries) {
      entries.forEach(entry -> map.put(entry.key(), entry.value()));
      sync.await();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      byte[] value = map.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void scan(Visitor visitor) {
      Cursor<byte[], byte[]> cursor = map.cursor(null);
      while (cursor.hasNext()) {
        byte[] key = cursor.next();
        visitor.visit(key.clone(), cursor.getValue().clone());
      }
    }

    @Override
    public void close() {}
  }
}
