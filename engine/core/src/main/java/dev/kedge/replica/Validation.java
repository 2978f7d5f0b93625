package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.LimitExceededException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.Snapshot;
import dev.kedge.internal.io.CancelOnly;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.StorageLock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Proves that what is at the destination can be restored, and is what the database had: pins a
 * state, waits until the destination has it, restores it into a scratch directory and compares all
 * keys and values, while readers and writers go on.
 */
final class Validation {

  private static final String RESTORED = "restored.kv";

  private final Storage storage = LocalStorage.INSTANCE;
  private final ReplicaClient client;
  private final Database database;
  private final ReplicaOptions options;
  private final ReplicaCounters counters;
  private final ReplicaEvents events;

  Validation(
      ReplicaClient client,
      Database database,
      ReplicaOptions options,
      ReplicaCounters counters,
      ReplicaEvents events) {
    this.client = client;
    this.database = database;
    this.options = options;
    this.counters = counters;
    this.events = events;
  }

  /** Validates; see {@link Replica#validate}. */
  ValidationResult run(ReplicaSession session, ProgressListener listener) {
    Path directory = options.scratchDirectory();
    storage.createDirectory(directory);
    Path lockFile = directory.resolve("lock");
    StorageLock lock = storage.lock(lockFile);
    try (Snapshot pinned = database.snapshot()) {
      // What a killed process left.
      RestoreScratch.deleteDatabase(storage, directory.resolve(RESTORED));
      database.force(); // only what is durable goes there
      session.sync(new CancelOnly(listener));
      ValidationResult result = compare(pinned, directory, listener);
      count(result);
      session.measured(result.restoreRate());
      return result;
    } catch (OperationCancelledException e) {
      throw e;
    } catch (RuntimeException e) {
      counters.validationsFailed.increment();
      throw e;
    } finally {
      lock.close();
    }
  }

  private ValidationResult compare(Snapshot pinned, Path directory, ProgressListener listener) {
    Path restored = directory.resolve(RESTORED);
    ReplicaRestore restore =
        ReplicaRestore.from(client)
            .generation(pinned.position().generation())
            .version(pinned.version())
            .listener(listener);
    checkBudget(restore.plan());
    ReplicaRestoreResult made = restore.to(restored);
    refuseDamaged(made.plan(), restored);
    Optional<String> problem = problem(pinned, restored, listener);
    Instant now = options.clock().instant();
    Optional<Path> evidence = Optional.empty();
    if (problem.isPresent()) {
      evidence = Optional.of(keep(restored, now));
    } else {
      RestoreScratch.deleteDatabase(storage, restored);
    }
    return new ValidationResult(
        problem.isEmpty(),
        pinned.position(),
        now,
        made.plan().bytes(),
        made.elapsed(),
        evidence,
        problem);
  }

  /** A restore does without damaged snapshots where it can; that has to be known before. */
  private void refuseDamaged(RestorePlan plan, Path restored) {
    if (!plan.damaged().isEmpty()) {
      RestoreScratch.deleteDatabase(storage, restored);
      throw DestinationException.damaged(
          plan.url(),
          plan.damaged().get(0),
          "is damaged: put an intact copy back, or take it away",
          null);
    }
  }

  /**
   * What earlier mismatches have left as evidence counts too. Log takes room where it is put in
   * order, and where it makes the database grow.
   */
  private void checkBudget(RestorePlan plan) {
    long image = Destination.list(client).outline(plan.snapshot()).imageBytes();
    long evidence =
        storage.list(options.scratchDirectory()).stream()
            .filter(file -> !storage.isDirectory(file))
            .mapToLong(storage::size)
            .sum();
    long log = plan.bytes() - plan.snapshot().bytes();
    long needed = evidence + image + 2 * log;
    if (needed > options.scratchBytes()) {
      throw new LimitExceededException(
          "bytes of scratch space for validation", options.scratchBytes(), needed);
    }
  }

  private Optional<String> problem(Snapshot pinned, Path restored, ProgressListener listener) {
    try (Database copy = Database.builder(restored).readOnly(true).observed(false).open()) {
      List<String> damage = copy.check(listener).problems().stream().map(Object::toString).toList();
      if (!damage.isEmpty()) {
        return Optional.of("the restored database is damaged: " + damage.get(0));
      }
      if (copy.position().version() != pinned.version()) {
        return Optional.of("it was restored to " + copy.position());
      }
      return ContentDigest.of(copy, listener) == ContentDigest.of(pinned, listener)
          ? Optional.empty()
          : Optional.of("the restored database has other keys or values");
    }
  }

  private Path keep(Path restored, Instant now) {
    Path evidence = restored.resolveSibling("mismatch-" + now.toEpochMilli() + ".kv");
    storage.rename(restored, evidence);
    storage.syncDirectory(options.scratchDirectory());
    return evidence;
  }

  private void count(ValidationResult result) {
    if (result.matches()) {
      counters.validationsOk.increment();
      counters.lastVerified = result;
    } else {
      counters.validationsMismatched.increment();
    }
    events.tell(on -> on.onValidation(result));
  }
}
