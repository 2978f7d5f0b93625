package dev.kedge.samples.quickstart;

import static dev.kedge.samples.quickstart.Comparison.require;
import static dev.kedge.samples.quickstart.Report.megabytes;
import static dev.kedge.samples.quickstart.Report.millis;

import dev.kedge.ApplyResult;
import dev.kedge.BackupOptions;
import dev.kedge.BackupResult;
import dev.kedge.BulkLoadResult;
import dev.kedge.Commit;
import dev.kedge.Database;
import dev.kedge.KeyRange;
import dev.kedge.Position;
import dev.kedge.Restore;
import dev.kedge.RestoreResult;
import dev.kedge.ShipResult;
import dev.kedge.Snapshot;
import dev.kedge.StorageFullException;
import dev.kedge.WalArchive;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.StringJoiner;

/**
 * Tells the whole story of Kedge on real data, the files of the running JDK: loads them, backs up
 * while a writer commits, restores, follows with a replica, loses data and gets it back. Whatever
 * comes out is compared with what must come out.
 *
 * <p>Ends with 0 if nothing differed, with 1 if something did or failed, and with 2 if it was
 * called in a way that it does not know.
 */
public final class Quickstart {

  private static final String LOST_DIRECTORY = "java.base/java/util/";
  private static final String HOLD = "replica";
  private static final long HOLD_CAP_BYTES = 1L << 30;
  private static final int ROUNDS = 5;
  private static final long ROUND_MILLIS = 300;

  private final Path directory;
  private final JdkFiles files;
  private final Report report = new Report();
  private final Comparison comparison;

  private Quickstart(Path directory, JdkFiles files) {
    this.directory = directory;
    this.files = files;
    this.comparison = new Comparison(files, report);
  }

  /** Runs the program; see {@link Options#USAGE} for its arguments. */
  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT); // numbers that look the same everywhere
    try {
      Options options = Options.parse(args);
      if (options.help()) {
        System.out.print(Options.USAGE);
        return;
      }
      Path directory = Workspace.create(options.keep());
      new Quickstart(directory, JdkFiles.below(options.small() ? "java.base/java" : "")).run();
    } catch (UsageException e) {
      System.err.print(e.getMessage() + "\n" + Options.USAGE);
      System.exit(2);
    } catch (DifferenceException | StorageFullException e) {
      System.err.println("FAILED: " + e.getMessage());
      System.err.println("With --keep DIR the files are in DIR, and stay there.");
      System.exit(1);
    }
  }

  private void run() throws Exception {
    report.say("Kedge on %,d files of JDK %s".formatted(files.names().size(), Runtime.version()));
    report.say("Everything is written to %s%n".formatted(directory));
    Path archive = Files.createDirectory(file("archive"));
    try (report;
        Database primary =
            Database.builder(file("primary.kv")).walArchive(WalArchive.directory(archive)).open()) {
      load(primary);
      try (Writer writer = new Writer(primary, files)) {
        report.step("write", "a writer swaps two files, again and again, a durable commit each");
        backUp(primary, writer);
        restore(writer);
        follow(primary, writer);
        long mistake = loseData(primary, archive);
        rewind(primary, archive, mistake, writer.contentAt(mistake - 1));
      }
      new ReplicationAct(directory, report).run();
    }
    report.end();
  }

  private Path file(String name) {
    return directory.resolve(name);
  }

  private void load(Database primary) throws IOException {
    BulkLoadResult load = primary.bulkLoad(files.entries(report.progress("loading")));
    primary.checkpoint(); // so that the file has all of it when its size is told
    report.measure("load", files.bytes(), load.elapsed());
    report.step(
        "load",
        "%,d entries, %s, are in primary.kv, which takes %s"
            .formatted(
                load.entries(), megabytes(files.bytes()), megabytes(Files.size(primary.path()))));
  }

  private void backUp(Database primary, Writer writer) {
    // Keeps the log from here on for the replica, which the backup will become, until it has it.
    primary.holds().create(HOLD, primary.position().version(), HOLD_CAP_BYTES);
    int before = writer.commits();
    BackupOptions how = BackupOptions.PLAIN.with(report.progress("backing up"));
    BackupResult backup = primary.backup(file("backup.kvbak"), how);
    int meanwhile = writer.commits() - before;
    report.measure("backup", backup.imageBytes(), backup.elapsed());
    report.step(
        "backup",
        "backup.kvbak, %s, is version %,d; meanwhile the\nwriter made %,d commits, at most %s each"
            .formatted(
                megabytes(backup.streamBytes()),
                backup.position().version(),
                meanwhile,
                millis(writer.slowestFrom(before))));
  }

  private void restore(Writer writer) {
    RestoreResult restore = restore("restored.kv", "backup.kvbak");
    report.measure("restore", restore.backup().imageBytes(), restore.elapsed());
    long version = restore.backup().position().version();
    try (Database restored = Database.builder(restore.path()).readOnly(true).open()) {
      require(restored.position().version() == version, "restored.kv is of another version");
      comparison.content(restored, writer.contentAt(version));
    }
    report.step(
        "restore",
        "restored.kv has in each entry what the writer had left at version %,d".formatted(version));
  }

  private RestoreResult restore(String name, String backup) {
    return Restore.restore(file(name), file(backup), report.progress("restoring " + name));
  }

  private void follow(Database primary, Writer writer) throws Exception {
    Path path = restore("replica.kv", "backup.kvbak").path();
    try (Database replica = Database.builder(path).readReplica(true).open()) {
      report.step(
          "seed",
          "replica.kv comes from the same backup and is %,d versions behind"
              .formatted(lag(primary, replica)));
      StringJoiner lags = new StringJoiner(", ");
      for (int round = 1; round <= ROUNDS; round++) {
        Thread.sleep(ROUND_MILLIS);
        long before = lag(primary, replica);
        ship(primary, replica, round);
        lags.add("%,d -> %,d".formatted(before, lag(primary, replica)));
      }
      report.step(
          "follow",
          "log is shipped and applied %d times while the writer goes on;\nversions behind: %s"
              .formatted(ROUNDS, lags));
      writer.close();
      ship(primary, replica, ROUNDS + 1);
      require(lag(primary, replica) == 0, "replica.kv has not got all commits");
      comparison.content(replica, writer.contentAt(primary.position().version()));
      comparison.same(primary, replica);
    }
    primary.holds().drop(HOLD);
    report.step(
        "catch up",
        "the writer has ended after %,d commits, the rest is shipped, and\n"
                .formatted(writer.commits())
            + "replica.kv equals primary.kv, entry by entry");
  }

  private static long lag(Database primary, Database replica) {
    return primary.position().version() - replica.position().version();
  }

  /** Brings a replica up to date through a file, which might as well go to another machine. */
  private void ship(Database primary, Database replica, int round) throws IOException {
    Path log = file("shipped-" + round + ".wal");
    try (OutputStream out = Files.newOutputStream(log)) {
      ShipResult ship = primary.shipWal(out, replica.position().version());
      report.measure("ship log", ship.bytes(), ship.elapsed());
    }
    ApplyResult apply = replica.applyWal(log);
    report.measure("apply log", Files.size(log), apply.elapsed());
    primary.holds().advance(HOLD, apply.position().version());
  }

  /** Makes a mistake, which is a commit like any other; gives its version. */
  private long loseData(Database primary, Path archive) throws IOException {
    long before = primary.view(Snapshot::entries);
    Commit mistake = primary.deleteRange(KeyRange.prefix(JdkFiles.key(LOST_DIRECTORY)));
    long lost = before - primary.view(Snapshot::entries);
    require(lost > 0, "there was nothing to lose");
    report.step(
        "disaster",
        "version %,d deletes %s by mistake: %,d entries are lost"
            .formatted(mistake.version(), LOST_DIRECTORY, lost));
    primary.checkpoint(); // hands new log to the archive, as happens in the background anyway
    report.step(
        "archive",
        "archive/ has all log since version 1, %s".formatted(megabytes(Workspace.size(archive))));
    return mistake.version();
  }

  private void rewind(
      Database primary, Path archive, long mistake, SortedMap<String, String> expected)
      throws IOException {
    long start = System.nanoTime();
    RestoreResult restore = restore("rewound.kv", "backup.kvbak");
    try (Database rewound = Database.builder(restore.path()).readReplica(true).open()) {
      report.progress("replaying the archive");
      ApplyResult apply = rewound.applyWalUntil(archive, mistake - 1);
      rewound.promote(); // a replica no more, but a primary in a generation of its own
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      report.measure("rewind", restore.backup().imageBytes(), took);
      report.step(
          "rewind",
          "rewound.kv is backup.kvbak and %,d commits from the archive, up to version %,d"
              .formatted(apply.applied(), mistake - 1));
      comparison.content(rewound, expected);
      report.step("prove", "rewound.kv has in each entry what was there before the disaster");
      goOn(rewound, primary.position());
      compress(rewound);
    }
  }

  private void goOn(Database rewound, Position mistake) {
    rewound.put(JdkFiles.key("rescued"), JdkFiles.key(LOST_DIRECTORY));
    Position rescue = rewound.position();
    require(rescue.version() == mistake.version(), "rewound.kv does not go on where it was");
    require(rescue.generation() != mistake.generation(), "one position has two contents");
    report.step(
        "go on",
        "rewound.kv takes commits, in a generation of its own:\nit is at %s,\nprimary.kv at %s"
            .formatted(rescue, mistake));
  }

  private void compress(Database quiet) throws IOException {
    BackupOptions how = BackupOptions.COMPRESSED.with(report.progress("backing up, compressed"));
    BackupResult backup = quiet.backup(file("compressed.kvbak"), how);
    report.measure("backup, compressed", backup.imageBytes(), backup.elapsed());
    RestoreResult restore = restore("identical.kv", "compressed.kvbak");
    report.measure("restore, compressed", backup.imageBytes(), restore.elapsed());
    Comparison.same(quiet.path(), restore.path());
    report.step(
        "compress",
        "compressed.kvbak has the %s of rewound.kv in %s; as nobody has written\n"
                .formatted(megabytes(backup.imageBytes()), megabytes(backup.streamBytes()))
            + "since, identical.kv, restored from it, is rewound.kv byte by byte");
  }
}
