package dev.kedge.samples.benchmarks;

import dev.kedge.BackupOptions;
import dev.kedge.CheckResult;
import dev.kedge.Database;
import dev.kedge.Restore;
import java.nio.file.Path;

/**
 * What can take long and must not need more heap for it. They are carried out in this order, each
 * in a JVM of its own; what one leaves in the directory the next ones need. Where the primary is
 * open, one thread writes to it meanwhile.
 */
enum LongOperation {
  BACKUP {
    @Override
    void run(Path directory, Workload workload) throws Exception {
      whileWritten(
          directory,
          workload,
          primary -> {
            primary.holds().create(HOLD, primary.position().version(), HOLD_BYTES);
            primary.backup(directory.resolve(BACKUP_FILE));
          });
    }
  },
  COMPRESSED_BACKUP {
    @Override
    void run(Path directory, Workload workload) throws Exception {
      Path file = directory.resolve("compressed.kvbak.lz4");
      whileWritten(directory, workload, primary -> primary.backup(file, BackupOptions.COMPRESSED));
    }
  },
  VERIFY {
    @Override
    void run(Path directory, Workload workload) {
      Restore.verify(directory.resolve("compressed.kvbak.lz4"));
    }
  },
  RESTORE {
    @Override
    void run(Path directory, Workload workload) {
      Restore.restore(directory.resolve(REPLICA), directory.resolve(BACKUP_FILE));
    }
  },
  SHIP {
    @Override
    void run(Path directory, Workload workload) throws Exception {
      long has = Restore.verify(directory.resolve(BACKUP_FILE)).position().version();
      whileWritten(
          directory, workload, primary -> primary.shipWal(directory.resolve(SHIPPED), has));
    }
  },
  APPLY {
    @Override
    void run(Path directory, Workload workload) {
      try (Database replica =
          Database.builder(directory.resolve(REPLICA)).readReplica(true).open()) {
        long applied = replica.applyWal(directory.resolve(SHIPPED)).applied();
        Verify.require(applied > 0, "nothing was applied");
      }
    }
  },
  CHECK {
    @Override
    void run(Path directory, Workload workload) throws Exception {
      whileWritten(
          directory,
          workload,
          primary -> {
            CheckResult check = primary.check();
            Verify.require(check.isOk(), "check found " + check.problems());
          });
    }
  },
  COMPACT {
    @Override
    void run(Path directory, Workload workload) throws Exception {
      whileWritten(directory, workload, Database::compact);
    }
  };

  /** The database that they begin with. */
  static final String PRIMARY = "primary.kv";

  private static final String REPLICA = "replica.kv";
  private static final String BACKUP_FILE = "plain.kvbak";
  private static final String SHIPPED = "shipped.wal";
  private static final String HOLD = "replica";
  private static final long HOLD_BYTES = 1L << 40;

  /** Carries it out in a directory with {@link #PRIMARY}. */
  abstract void run(Path directory, Workload workload) throws Exception;

  /** What is done with the primary. */
  private interface Use {
    void of(Database primary) throws Exception;
  }

  private static void whileWritten(Path directory, Workload workload, Use use) throws Exception {
    try (Database primary = Database.open(directory.resolve(PRIMARY));
        Load load = Load.start(primary, workload, 1)) {
      use.of(primary);
      load.take();
    }
  }
}
