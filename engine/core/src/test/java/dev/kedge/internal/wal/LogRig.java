package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A log on a simulated disk beside the history it should hold. */
final class LogRig implements AutoCloseable {

  static final Path DIRECTORY = SimStorage.ROOT.resolve("app.kv-wal");
  static final LogConfig SMALL = new LogConfig(4096, 1 << 20);

  final Random random;
  final LogConfig config;
  final LogGroup group = new LogGroup();
  SimStorage disk = new SimStorage();
  Storage storage = disk;
  History history = new History();
  @Nullable Log log;

  /** The commits of the last append that failed. */
  List<Commit> attempted = List.of();

  /** The version that the database file has. */
  long checkpoint;

  LogRig(long seed) {
    this(seed, SMALL);
  }

  LogRig(long seed, LogConfig config) {
    this.random = new Random(seed);
    this.config = config;
    disk.createDirectory(DIRECTORY);
    disk.syncDirectory(SimStorage.ROOT);
  }

  /** Opens the log for writing, as the store does. */
  Log open() {
    Log opened = scan(false);
    opened.settle();
    return opened;
  }

  /** Opens the log and no more. */
  Log scan(boolean readOnly) {
    LogStart start =
        checkpoint > history.start.version() ? history.startAt(checkpoint) : history.start;
    Log opened = Log.open(storage, DIRECTORY, config, start, readOnly);
    log = opened;
    return opened;
  }

  Log log() {
    assertNotNull(log);
    return log;
  }

  /** Appends commits as one group, with values of this length. */
  void append(int commits, int valueLength) {
    group.clear();
    long before = history.lastVersion();
    long generation = history.generation;
    for (int i = 0; i < commits; i++) {
      Commit commit = history.addPut(random, valueLength);
      group.add(
          commit.version(),
          commit.timeMicros(),
          commit.history(),
          commit.ops(),
          0,
          commit.ops().length);
    }
    try {
      log().append(group);
    } catch (RuntimeException e) {
      int kept = (int) (before - history.start.version());
      attempted = List.copyOf(history.commits.subList(kept, history.commits.size()));
      history.cut(before);
      history.generation = generation;
      throw e;
    }
  }

  /** Appends groups of one commit each, each forced. */
  void commit(int groups, int valueLength) {
    for (int i = 0; i < groups; i++) {
      append(1, valueLength);
      log().force();
    }
  }

  /** Lets the history and the log begin a generation with the next commit. */
  void fork(long child) {
    log().beginGeneration(child);
    history.generation = child;
  }

  /** Continues on the disk as the end of the process leaves it. */
  Log reopenAfterKill() {
    use(disk.kill());
    return open();
  }

  /** Continues on the disk as a power cut leaves it. */
  Log reopenAfterCrash() {
    use(disk.crash(random));
    return open();
  }

  void use(SimStorage next) {
    disk = next;
    storage = next;
  }

  void reopen() {
    log().close();
    assertEquals(List.of(), disk.openFiles());
    open();
  }

  /** Fails unless the log holds exactly the history from the first version it has, all forced. */
  void check() {
    Log opened = log();
    assertEquals(history.lastVersion(), opened.lastVersion());
    assertEquals(history.lastVersion(), opened.forcedVersion());
    assertEquals(history.historyAt(history.lastVersion()), opened.lastHistory());
    assertEquals(history.timeAt(history.lastVersion()), opened.lastTimeMicros());
    assertEquals(history.forksFrom(opened.firstVersion()), opened.forks());
    check(opened.firstVersion() - 1, history.lastVersion());
  }

  /** Fails unless reading after a version gives exactly the history through another. */
  void check(long afterVersion, long lastVersion) {
    try (LogCursor cursor = log().read(afterVersion)) {
      assertEquals(history.historyAt(afterVersion), cursor.history());
      assertEquals(history.timeAt(afterVersion), cursor.timeMicros());
      for (long version = afterVersion + 1; version <= lastVersion; version++) {
        LogRecord record = cursor.next();
        assertNotNull(record, "version " + version);
        history.get(version).assertMatches(record);
        assertEquals(history.get(version).generation(), cursor.generation());
      }
      assertNull(cursor.next());
    }
  }

  Path segment(long sequence) {
    return DIRECTORY.resolve(Segment.fileName(sequence));
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
