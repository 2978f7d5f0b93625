package dev.kedge;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/**
 * A process that works on a database, its archive and its replica in every way at once, tells of
 * each thing that is done in a line, and goes on until it is killed.
 *
 * <p>Writers have their own keys, and number their commits. What is told: {@code commit <writer>
 * <number>}, {@code replica <version>}, {@code backup <name> <version>}.
 */
final class KillProcess {

  static final String COMMIT = "commit";
  static final String REPLICA = "replica";
  static final String BACKUP = "backup";

  private static final int SLOTS = 40;
  private static final List<Durability> LEVELS = List.of(Durability.values());

  private KillProcess() {}

  /** The primary of a directory. */
  static Database openPrimary(Path directory) {
    return Database.builder(directory.resolve("app.kv"))
        .walArchive(WalArchive.directory(directory.resolve("archive")))
        .logSegmentBytes(64 << 10)
        .checkpointLogBytes(256 << 10)
        .logRetentionBytes(0)
        .open();
  }

  /** Its replica. */
  static Database openReplica(Path directory) {
    return Database.builder(directory.resolve("replica.kv")).readReplica(true).open();
  }

  /** The key under which a writer keeps the number of its last commit. */
  static byte[] counter(int writer) {
    return Databases.bytes("writer%02d".formatted(writer));
  }

  /** What a writer's commit of a number writes beside the number. */
  static Entry content(int writer, long number) {
    Random random = new Random(writer * 1_000_003L + number);
    byte[] value = new byte[random.nextInt(random.nextInt(20) == 0 ? 20_000 : 300)];
    random.nextBytes(value);
    return new Entry(Databases.bytes("data%02d/%d".formatted(writer, number % SLOTS)), value);
  }

  /** The last number whose content a key of a writer should have. */
  static long lastOf(long number, int slot) {
    return number - Math.floorMod(number - slot, (long) SLOTS);
  }

  static int slots() {
    return SLOTS;
  }

  static long number(ReadView view, int writer) {
    String text = Databases.text(view.get(counter(writer)));
    return text == null ? 0 : Long.parseLong(text);
  }

  /** Starts one. */
  static Process start(Path directory, int writers) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            KillProcess.class.getName(),
            directory.toString(),
            Integer.toString(writers))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** What it says, line by line. */
  static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void repeat(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  work.run();
                }
              } catch (IOException | RuntimeException | Error e) {
                e.printStackTrace();
                Runtime.getRuntime().halt(1);
              }
            });
    thread.start();
  }

  /** The process: a directory, and how many writers. */
  public static void main(String[] arguments) {
    Path directory = Path.of(arguments[0]);
    int writers = Integer.parseInt(arguments[1]);
    Database primary = openPrimary(directory);
    Database replica = replicaOf(primary, directory);
    for (int i = 0; i < writers; i++) {
      repeat(new Writer(primary, i));
    }
    repeat(primary::checkpoint);
    repeat(() -> primary.view(Databases::content));
    repeat(() -> backUp(primary, directory));
    repeat(() -> follow(primary, replica));
    repeat(primary::compact);
  }

  private static Database replicaOf(Database primary, Path directory) {
    Path file = directory.resolve("replica.kv");
    Path seed = directory.resolve("seed");
    if (primary.holds().list().isEmpty()) {
      primary.holds().create(REPLICA, primary.position().version(), 1L << 40);
    }
    if (!Files.exists(seed)) {
      primary.backup(seed);
    }
    if (!Files.exists(file)) {
      Restore.restore(file, seed);
    }
    return openReplica(directory);
  }

  private static void follow(Database primary, Database replica) {
    ByteArrayOutputStream shipped = new ByteArrayOutputStream();
    primary.shipWal(shipped, replica.position().version());
    replica.applyWal(new ByteArrayInputStream(shipped.toByteArray()));
    long version = replica.position().version();
    primary.holds().advance(REPLICA, version);
    System.out.println(REPLICA + " " + version);
  }

  private static void backUp(Database primary, Path directory) throws IOException {
    String name = "backup-" + primary.position().version();
    for (Path old : backups(directory)) {
      Files.delete(old);
    }
    BackupResult result = primary.backup(directory.resolve(name), BackupOptions.COMPRESSED);
    System.out.println(BACKUP + " " + name + " " + result.position().version());
  }

  /** The backups that are there. */
  static List<Path> backups(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().matches("backup-[0-9]+"))
          .sorted()
          .toList();
    }
  }

  /** Commits one number after the other, in any durability: a kill loses nothing of any. */
  private static final class Writer implements Work {
    private final Database database;
    private final int writer;
    private long number;

    Writer(Database database, int writer) {
      this.database = database;
      this.writer = writer;
      this.number = number(database, writer);
    }

    @Override
    public void run() {
      number++;
      Entry entry = content(writer, number);
      WriteBatch batch = new WriteBatch().put(entry.key(), entry.value());
      batch.put(counter(writer), Databases.bytes(Long.toString(number)));
      database.write(batch, LEVELS.get(writer % LEVELS.size()));
      System.out.println(COMMIT + " " + writer + " " + number);
    }
  }
}
