package dev.kedge.samples.benchmarks.peers;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jetbrains.exodus.ArrayByteIterable;
import jetbrains.exodus.ByteIterable;
import jetbrains.exodus.backup.BackupStrategy;
import jetbrains.exodus.backup.VirtualFileDescriptor;
import jetbrains.exodus.env.Cursor;
import jetbrains.exodus.env.Environment;
import jetbrains.exodus.env.EnvironmentConfig;
import jetbrains.exodus.env.Environments;
import jetbrains.exodus.env.StoreConfig;
import jetbrains.exodus.env.Transaction;
import org.jspecify.annotations.Nullable;

/** Xodus of JetBrains, its environments. */
final class XodusEngine implements Engine {

  @Override
  public String version() {
    return Jars.version(Environments.class);
  }

  @Override
  public List<String> settings(EngineSettings settings) {
    return List.of(
        "durable write on (exodus.log.durableWrite), exclusive transactions to write",
        "memory usage %d MiB, a store without prefixing".formatted(settings.cacheMebibytes()));
  }

  @Override
  public String commitGuarantee() {
    return "log forced to the device; one writer at a time, no group commit";
  }

  @Override
  public Store open(Path directory, EngineSettings settings) {
    EnvironmentConfig config =
        new EnvironmentConfig()
            .setLogDurableWrite(true)
            .setMemoryUsage(settings.cacheBytes())
            .setEnvCloseForcedly(true);
    Environment environment = Environments.newInstance(directory.toFile(), config);
    return new XodusStore(
        environment,
        environment.computeInTransaction(
            transaction ->
                environment.openStore("kv", StoreConfig.WITHOUT_DUPLICATES, transaction)));
  }

  private record XodusStore(Environment environment, jetbrains.exodus.env.Store store)
      implements Store {

    @Override
    public Session session() {
      return new XodusSession(environment, store);
    }

    @Override
    public List<BackupWay> backupWays() {
      return List.of(
          new BackupWay(
              "BackupStrategy",
              "log files up to a commit, as they stand, without the archive that"
                  + " CompressBackupUtil would make of them; forced",
              this::backup,
              Directories::copy));
    }

    private void backup(Path backup) throws Exception {
      BackupStrategy strategy = environment.getBackupStrategy();
      strategy.beforeBackup();
      try {
        for (VirtualFileDescriptor file : strategy.getContents()) {
          long length = Math.min(file.getFileSize(), strategy.acceptFile(file));
          if (file.hasContent() && length > 0) {
            copy(file.copy(length), backup.resolve(file.getName()));
          }
        }
      } finally {
        strategy.afterBackup();
      }
      Directories.force(backup);
    }

    private static void copy(VirtualFileDescriptor from, Path to) throws Exception {
      try (InputStream in = from.getInputStream();
          OutputStream out = Files.newOutputStream(to)) {
        long left = from.getFileSize();
        byte[] buffer = new byte[1 << 20];
        while (left > 0) {
          int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
          if (read < 0) {
            break;
          }
          out.write(buffer, 0, read);
          left -= read;
        }
      }
    }

    @Override
    public void close() {
      environment.close();
    }
  }

  private record XodusSession(Environment environment, jetbrains.exodus.env.Store store)
      implements Session {

    @Override
    public void put(byte[] key, byte[] value) {
      environment.executeInExclusiveTransaction(transaction -> put(transaction, key, value));
    }

    @Override
    public void write(List<KeyValue> entries) {
      environment.executeInExclusiveTransaction(
          transaction -> entries.forEach(entry -> put(transaction, entry.key(), entry.value())));
    }

    private void put(Transaction transaction, byte[] key, byte[] value) {
      store.put(transaction, new ArrayByteIterable(key), new ArrayByteIterable(value));
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
      Transaction transaction = environment.beginReadonlyTransaction();
      try {
        ByteIterable value = store.get(transaction, new ArrayByteIterable(key));
        return value == null ? null : bytes(value);
      } finally {
        transaction.abort();
      }
    }

    @Override
    public void scan(Visitor visitor) {
      Transaction transaction = environment.beginReadonlyTransaction();
      try (Cursor cursor = store.openCursor(transaction)) {
        while (cursor.getNext()) {
          visitor.visit(bytes(cursor.getKey()), bytes(cursor.getValue()));
        }
      } finally {
        transaction.abort();
      }
    }

    private static byte[] bytes(ByteIterable iterable) {
      return Arrays.copyOf(iterable.getBytesUnsafe(), iterable.getLength());
    }

    @Override
    public void close() {}
  }
}
