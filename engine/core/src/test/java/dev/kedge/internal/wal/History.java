package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The commits that a test made, in their order: what a log is compared with. */
final class History {

  final LogStart start;
  final List<Commit> commits = new ArrayList<>();
  long generation;

  History(LogStart start) {
    this.start = start;
    this.generation = start.generation();
  }

  /** One that begins with version 1 of generation 1. */
  History() {
    this(new LogStart(0, HistoryHash.GENESIS, 0, 1, true));
  }

  long lastVersion() {
    return start.version() + commits.size();
  }

  Commit get(long version) {
    return commits.get((int) (version - start.version() - 1));
  }

  /** The commit that comes next if these are its operations; it is not part of the history yet. */
  Commit next(byte[] ops) {
    long version = lastVersion() + 1;
    long history = historyAt(lastVersion());
    long time = timeAt(lastVersion()) + 1 + version % 3;
    long opsHash = HistoryHash.opsHash(ops, 0, ops.length);
    return new Commit(
        generation, version, time, HistoryHash.next(history, version, time, opsHash), ops);
  }

  Commit add(byte[] ops) {
    Commit commit = next(ops);
    commits.add(commit);
    return commit;
  }

  /** A commit of one put with a value of this length. */
  Commit addPut(Random random, int valueLength) {
    return add(put(random, valueLength));
  }

  /** The operations of one put with a value of this length. */
  static byte[] put(Random random, int valueLength) {
    byte[] key = new byte[8];
    byte[] value = new byte[valueLength];
    random.nextBytes(key);
    random.nextBytes(value);
    return OpCodec.encode(List.of(Op.put(key, value)));
  }

  /** Forgets what comes after a version. */
  void cut(long version) {
    commits.subList((int) (version - start.version()), commits.size()).clear();
    generation = generationAt(version);
  }

  long historyAt(long version) {
    return version == start.version() ? start.history() : get(version).history();
  }

  long timeAt(long version) {
    return version == start.version() ? start.timeMicros() : get(version).timeMicros();
  }

  long generationAt(long version) {
    return version == start.version() ? start.generation() : get(version).generation();
  }

  /** The forks of generations that begin at or after a version. */
  List<Ancestor> forksFrom(long version) {
    List<Ancestor> forks = new ArrayList<>();
    for (long at = version; at <= lastVersion(); at++) {
      if (generationAt(at) != generationAt(at - 1)) {
        forks.add(new Ancestor(generationAt(at - 1), at - 1));
      }
    }
    return forks;
  }

  /** The state that a checkpoint at a version would have. */
  LogStart startAt(long version) {
    return new LogStart(version, historyAt(version), timeAt(version), generationAt(version), true);
  }
}
