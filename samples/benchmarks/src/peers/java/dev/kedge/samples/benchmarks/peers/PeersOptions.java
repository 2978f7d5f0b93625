package dev.kedge.samples.benchmarks.peers;

import dev.kedge.samples.benchmarks.Figures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What was asked for on the command line. */
final class PeersOptions {

  private static final long MEBIBYTE = 1 << 20;
  private static final int BACKUP_ROUNDS = 3;
  private static final int BACKUP_LEAD_SHARE = 10;
  private static final Duration APPEND_TIME = Duration.ofSeconds(3);
  private static final long MAP_BYTES = 64L << 30;
  private static final int LITTLE_HEAP_MEBIBYTES = 192;
  private static final long LITTLE_CACHE = 64 * MEBIBYTE;
  private static final int QUICK_RECORDS = 20_000;
  private static final Duration QUICK_TIME = Duration.ofMillis(200);
  private static final Duration QUICK_LIMIT = Duration.ofSeconds(3);

  @Option(
      names = "--engines",
      split = ",",
      description = "which ones, in any case: ${COMPLETION-CANDIDATES}; all by default")
  private List<EngineName> engines = List.of(EngineName.values());

  @Option(
      names = "--only",
      split = ",",
      description =
          "which work: ${COMPLETION-CANDIDATES}; all but COLD by default, which needs root to drop"
              + " the page cache, and --little-memory")
  private Set<Workload> only = EnumSet.complementOf(EnumSet.of(Workload.COLD));

  @Option(
      names = "--data",
      split = ",",
      description = "which lengths of values: ${COMPLETION-CANDIDATES}; all by default")
  private List<Dataset> data = List.of(Dataset.values());

  @Option(
      names = "--records",
      defaultValue = "1000000",
      description = "with values of 100 bytes; a tenth of it with 1 KiB, a 500th with 64 KiB")
  private int records;

  @Option(
      names = "--seconds",
      defaultValue = "10",
      description = "for each measurement of a rate; default ${DEFAULT-VALUE}")
  private int seconds;

  @Option(
      names = "--cold-records",
      defaultValue = "10000000",
      description = "for COLD; default ${DEFAULT-VALUE}")
  private int coldRecords;

  @Option(
      names = "--little-memory",
      description =
          "for COLD: the command that starts a process with less memory than its data needs,"
              + " e.g. 'systemd-run --scope --quiet -p MemoryMax=512M'")
  private String littleMemory = "";

  @Option(
      names = "--cache",
      defaultValue = "512",
      description = "MiB for an engine that caches by itself; default ${DEFAULT-VALUE}")
  private int cacheMebibytes;

  @Option(
      names = "--heap",
      defaultValue = "2048",
      description = "MiB of heap for each process; default ${DEFAULT-VALUE}")
  private int heapMebibytes;

  @Option(
      names = "--backup-limit",
      defaultValue = "60",
      description = "seconds after which a backup counts as not ending; default ${DEFAULT-VALUE}")
  private int backupLimit;

  @Option(names = "--quick", description = "little of all, to see that it works")
  private boolean quick;

  @Option(
      names = "--directory",
      description = "measure in a new directory in it; otherwise in one beside the classes")
  private @Nullable Path directory;

  @Option(names = "--json", description = "a file for all numbers")
  private @Nullable Path json;

  @Option(names = "--help", usageHelp = true, description = "shows this")
  private boolean help;

  @Option(names = "--engine", hidden = true, description = "with which one a process does it")
  private @Nullable EngineName engine;

  @Option(names = "--phase", hidden = true, description = "what a process started here does")
  private @Nullable Phase phase;

  @Option(names = "--work", hidden = true, description = "where a process started here does it")
  private @Nullable Path work;

  /** Refuses what can't be done, before anything is started. */
  void check(CommandLine command) {
    atLeastOne(command, "--records", records);
    atLeastOne(command, "--cold-records", coldRecords);
    atLeastOne(command, "--seconds", seconds);
    atLeastOne(command, "--cache", cacheMebibytes);
    atLeastOne(command, "--heap", heapMebibytes);
    atLeastOne(command, "--backup-limit", backupLimit);
    if (json != null && !Figures.canWrite(json)) {
      throw new ParameterException(command, "--json: cannot write " + json);
    }
  }

  private static void atLeastOne(CommandLine command, String option, int value) {
    if (value < 1) {
      throw new ParameterException(command, option + ": at least 1");
    }
  }

  /** Each once, however often it was named. */
  List<EngineName> engines() {
    return engines.stream().distinct().toList();
  }

  boolean wants(Workload workload) {
    return only.contains(workload);
  }

  List<Dataset> data() {
    return data;
  }

  int records() {
    return quick ? QUICK_RECORDS : records;
  }

  int coldRecords() {
    return quick ? QUICK_RECORDS : coldRecords;
  }

  Duration time() {
    return quick ? QUICK_TIME : Duration.ofSeconds(seconds);
  }

  Duration backupLimit() {
    return quick ? QUICK_LIMIT : Duration.ofSeconds(backupLimit);
  }

  /** How often each backup and restore is done; the median counts. */
  int backupRounds() {
    return quick ? 1 : BACKUP_ROUNDS;
  }

  /** How long the writer writes before a backup begins. */
  Duration backupLead() {
    return time().dividedBy(BACKUP_LEAD_SHARE);
  }

  /** How long the bare appends are measured each time. */
  Duration appendTime() {
    return quick ? time() : APPEND_TIME;
  }

  EngineSettings settings() {
    return new EngineSettings(
        cacheMebibytes * MEBIBYTE, MAP_BYTES, Dataset.SMALL.entries().valueBytes(), false);
  }

  /** For a process with little memory. */
  EngineSettings littleSettings() {
    return settings().withCache(LITTLE_CACHE);
  }

  /** The command that starts a process with little memory, in words; empty if there is none. */
  List<String> littleMemory() {
    return littleMemory.isBlank() ? List.of() : List.of(littleMemory.strip().split("\\s+"));
  }

  int littleHeapMebibytes() {
    return LITTLE_HEAP_MEBIBYTES;
  }

  /** Whether anything is wanted that needs the load of {@link #records()}. */
  boolean wantsMoreThanCold() {
    return only.stream().anyMatch(workload -> workload != Workload.COLD);
  }

  int heapMebibytes() {
    return heapMebibytes;
  }

  Optional<Path> directory() {
    return Optional.ofNullable(directory);
  }

  Optional<Path> json() {
    return Optional.ofNullable(json);
  }

  /** What a process does that was started by another one; nothing in the first one. */
  Optional<Phase> phase() {
    return Optional.ofNullable(phase);
  }

  Optional<EngineName> engine() {
    return Optional.ofNullable(engine);
  }

  Optional<Path> work() {
    return Optional.ofNullable(work);
  }

  boolean help() {
    return help;
  }
}
