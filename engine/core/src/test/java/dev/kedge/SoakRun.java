package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Everything at once on one database and its replica, in rounds. After each round all stands still,
 * and backup, replica and what the archive gives, of the end and of the middle of the round, are
 * compared with the database; heap, handles and disk must not grow from round to round.
 */
final class SoakRun implements AutoCloseable {

  private static final int WRITERS = 6;
  private static final int KEYS = 2000;

  private final Path directory;
  private final Path archive;
  private final Random random;
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong names = new AtomicLong();
  private Database primary;
  private Database replica;
  private byte[] base;
  private long middle;
  private Map<String, String> contentInTheMiddle = Map.of();
  private volatile boolean ended;

  /** What a round leaves. */
  private record Footprint(long heap, long handles, long disk) {}

  SoakRun(Path directory, long seed) throws IOException {
    this.directory = directory;
    this.archive = Files.createDirectories(directory.resolve("archive"));
    this.random = new Random(seed);
    openPrimary();
    primary.holds().create("replica", 0, 1L << 40);
    base = Databases.backup(primary);
    Restore.restore(directory.resolve("replica.kv"), Databases.stream(base));
    openReplica();
  }

  private void openPrimary() {
    primary =
        Database.builder(directory.resolve("app.kv"))
            .walArchive(WalArchive.directory(archive))
            .logSegmentBytes(64 << 10)
            .checkpointLogBytes(1 << 20)
            .logRetentionBytes(0)
            .dirtyBytes(4 << 20)
            .open();
  }

  private void openReplica() {
    replica = Database.builder(directory.resolve("replica.kv")).readReplica(true).open();
  }

  /** Operations that were done. */
  long operations() {
    return done.get();
  }

  /** Runs rounds for a time, at least three; the first ones only warm up. */
  void run(long nanos) throws Exception {
    long start = System.nanoTime();
    Footprint first = null;
    Footprint last = null;
    for (int round = 0; round < 3 || System.nanoTime() - start < nanos; round++) {
      round();
      last = footprint();
      first = round < 2 ? last : first;
    }
    System.out.println(first + " after the second round, " + last + " at the end");
    assertTrue(last.heap < 2 * first.heap + (16 << 20), "the heap grows");
    assertTrue(last.handles <= first.handles + 16, "handles are left open");
    assertTrue(last.disk < 3 * first.disk + (32 << 20), "the disk fills");
  }

  private interface Work {
    void run() throws IOException;
  }

  private void round() throws Exception {
    ended = false;
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      Random own = new Random(random.nextLong());
      running.add(repeat(() -> write(own)));
    }
    Random reading = new Random(random.nextLong());
    running.add(repeat(() -> read(primary, reading)));
    running.add(repeat(() -> read(replica, reading)));
    running.add(repeat(primary::checkpoint));
    running.add(repeat(() -> assertTrue(primary.check().isOk())));
    running.add(repeat(primary::compact));
    running.add(repeat(this::follow));
    running.add(repeat(this::backUpAndVerify));
    writeUntil(running, done.get() + 1000 + random.nextInt(2000));
    try (Snapshot snapshot = primary.snapshot()) {
      middle = snapshot.version();
      contentInTheMiddle = Databases.content(snapshot);
    }
    writeUntil(running, done.get() + 1000 + random.nextInt(2000));
    ended = true;
    for (Future<?> one : running) {
      Databases.await(one);
    }
    compare();
  }

  private void writeUntil(List<Future<?>> running, long enough) {
    while (done.get() < enough && running.stream().noneMatch(Future::isDone)) {
      write(random);
    }
  }

  private Future<Void> repeat(Work work) {
    return Databases.start(
        () -> {
          while (!ended) {
            work.run();
            done.incrementAndGet();
          }
          return null;
        });
  }

  private void write(Random own) {
    byte[] key = Databases.bytes("key" + own.nextInt(KEYS));
    byte[] value = new byte[own.nextInt(own.nextInt(30) == 0 ? 20_000 : 200)];
    try {
      switch (own.nextInt(5)) {
        case 0 -> primary.delete(key);
        case 1 -> primary.deleteRange(KeyRange.prefix(Databases.bytes("key" + own.nextInt(KEYS))));
        case 2 -> primary.update(tx -> tx.put(key, tx.get(key) == null ? value : tx.get(key)));
        case 3 -> primary.write(new WriteBatch().put(key, value), Durability.NORMAL);
        default -> primary.put(key, value);
      }
    } catch (ConflictException e) {
      // Sixteen times in a row; another time then.
    }
  }

  private static void read(Database database, Random own) {
    database.get(Databases.bytes("key" + own.nextInt(KEYS)));
    try (Snapshot snapshot = database.snapshot()) {
      long entries = 0;
      try (Cursor cursor = snapshot.cursor(KeyRange.all())) {
        while (cursor.next()) {
          entries++;
        }
      }
      assertEquals(snapshot.entries(), entries);
    }
  }

  private void follow() {
    ByteArrayOutputStream shipped = new ByteArrayOutputStream();
    primary.shipWal(shipped, replica.position().version());
    replica.applyWal(new ByteArrayInputStream(shipped.toByteArray()));
    primary.holds().advance("replica", replica.position().version());
  }

  private void backUpAndVerify() throws IOException {
    Path file = directory.resolve("backup-" + names.incrementAndGet());
    BackupResult result = primary.backup(file, BackupOptions.COMPRESSED);
    assertEquals(result.digest(), Restore.verify(file).digest());
    Files.delete(file);
  }

  /** All that can be made of the database is the same; then everything is opened once more. */
  private void compare() throws IOException {
    follow();
    primary.checkpoint();
    Map<String, String> content = Databases.content(primary);
    assertEquals(primary.position(), replica.position());
    assertEquals(content, Databases.content(replica));
    Databases.checkOk(primary);
    Databases.checkOk(replica);
    assertRestores(Databases.backup(primary), primary.position().version(), content);
    assertRestores(base, primary.position().version(), content);
    assertRestores(base, middle, contentInTheMiddle);
    renewBase();
    primary.close();
    openPrimary();
    replica.close();
    openReplica();
    assertEquals(content, Databases.content(primary));
    assertEquals(content, Databases.content(replica));
  }

  /** A backup, and what the archive has after it up to a version, give what was there then. */
  private void assertRestores(byte[] backup, long version, Map<String, String> content)
      throws IOException {
    Path copy = directory.resolve("copy-" + names.incrementAndGet());
    Restore.restore(copy, Databases.stream(backup));
    try (Database restored = Database.builder(copy).readReplica(true).open()) {
      restored.applyWalUntil(archive, version);
      assertEquals(version, restored.position().version());
      assertEquals(content, Databases.content(restored));
    }
    delete(Databases.logFolder(copy));
    Files.delete(copy);
  }

  /** What the archive has is in the new base. */
  private void renewBase() throws IOException {
    base = Databases.backup(primary);
    for (Path range : list(archive)) {
      Files.delete(range);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path file : list(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private Footprint footprint() throws IOException {
    System.gc();
    var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    long handles = 0;
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      handles = unix.getOpenFileDescriptorCount();
    }
    long disk = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        disk += Files.size(file);
      }
    }
    return new Footprint(heap.getUsed(), handles, disk);
  }

  @Override
  public void close() {
    ended = true;
    primary.close();
    replica.close();
  }
}
