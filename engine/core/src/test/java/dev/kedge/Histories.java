package dev.kedge;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Judges what transactions of many threads have seen and done by the rules of snapshot isolation.
 * It knows nothing of the engine: only what each transaction says of itself.
 */
final class Histories {

  /**
   * What a transaction says of itself.
   *
   * @param began a number taken before it began; the numbers of all threads are one sequence
   * @param snapshot the version it says it reads
   * @param reads for each key it read before it wrote it: the value, or null if there was none
   * @param scan all it saw of all keys, or null if it did not look
   * @param writes for each key it wrote: the value, or null if it deleted it
   * @param version the version it was committed as, 0 if it was not, or wrote nothing
   * @param ended a number taken after it ended
   */
  record Told(
      long began,
      long snapshot,
      Map<String, @Nullable String> reads,
      @Nullable Map<String, String> scan,
      Map<String, @Nullable String> writes,
      long version,
      long ended) {}

  private final List<Told> committed = new ArrayList<>();
  private final List<Told> all;
  private final List<Map<String, String>> states = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();

  private Histories(List<Told> all, Map<String, String> initial) {
    this.all = all;
    all.stream()
        .filter(told -> told.version > 0)
        .sorted(Comparator.comparingLong(Told::version))
        .forEach(committed::add);
    states.add(initial);
  }

  /**
   * Judges a history from a version with a known content on.
   *
   * @param initial the content at {@code first}
   * @return what is against the rules; empty if nothing is
   */
  static List<String> violations(long first, Map<String, String> initial, List<Told> all) {
    Histories histories = new Histories(all, initial);
    histories.replay(first);
    if (histories.violations.isEmpty()) {
      all.forEach(told -> histories.judgeReads(first, told));
      histories.judgeWrites();
      histories.judgeOrder();
    }
    return histories.violations;
  }

  /** The content at each version follows from the writes alone. */
  private void replay(long first) {
    long version = first;
    for (Told told : committed) {
      if (told.version != ++version) {
        violations.add("version " + told.version + " where " + version + " is next");
        return;
      }
      Map<String, String> next = new TreeMap<>(states.get(states.size() - 1));
      told.writes.forEach(
          (key, value) -> {
            if (value == null) {
              next.remove(key);
            } else {
              next.put(key, value);
            }
          });
      states.add(next);
    }
  }

  /** A transaction sees the content at its snapshot, whole, and nothing else. */
  private void judgeReads(long first, Told told) {
    long index = told.snapshot - first;
    if (index < 0 || index >= states.size()) {
      violations.add("a snapshot of version " + told.snapshot + ", which never was");
      return;
    }
    Map<String, String> state = states.get((int) index);
    told.reads.forEach(
        (key, value) -> {
          if (!Objects.equals(value, state.get(key))) {
            violations.add(
                "at " + told.snapshot + " " + key + " is " + state.get(key) + ", not " + value);
          }
        });
    if (told.scan != null && !told.scan.equals(state)) {
      violations.add("a scan at " + told.snapshot + " saw another state");
    }
  }

  /** Of two that wrote the same key, the later one began after the earlier one was committed. */
  private void judgeWrites() {
    Map<String, Long> lastWrite = new HashMap<>();
    for (Told told : committed) {
      for (String key : told.writes.keySet()) {
        long last = lastWrite.getOrDefault(key, 0L);
        if (last > told.snapshot) {
          violations.add(
              told.version + " overwrote " + key + " of " + last + ", unseen at " + told.snapshot);
        }
        lastWrite.put(key, told.version);
      }
    }
  }

  /** Whoever begins after another one was told of its commit sees it. */
  private void judgeOrder() {
    List<Told> byEnd = new ArrayList<>(committed);
    byEnd.sort(Comparator.comparingLong(Told::ended));
    List<Told> byBegin = new ArrayList<>(all);
    byBegin.sort(Comparator.comparingLong(Told::began));
    long known = 0;
    int next = 0;
    for (Told told : byBegin) {
      while (next < byEnd.size() && byEnd.get(next).ended < told.began) {
        known = Math.max(known, byEnd.get(next++).version);
      }
      if (told.snapshot < known) {
        violations.add("a snapshot of " + told.snapshot + " after " + known + " was told");
      }
    }
  }
}
