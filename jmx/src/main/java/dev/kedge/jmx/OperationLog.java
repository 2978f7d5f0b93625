package dev.kedge.jmx;

import dev.kedge.OperationCancelledException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Carries out the long operations of a database, on the caller's thread or one of their own, and
 * remembers them. Any thread may use it.
 */
final class OperationLog {

  /** How many ended operations are remembered. */
  static final int REMEMBERED = 50;

  /** How many may run at once: each has buffers of its own. */
  static final int MOST_RUNNING = 8;

  private final Audit audit;
  private final Time time;
  private final Consumer<OperationStatus> onChange;
  private final Runnable onWorked;
  private final ThreadFactory threads;
  private final Map<Long, RunningOperation> running = new TreeMap<>();
  private final Deque<OperationStatus> ended = new ArrayDeque<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private long lastId;
  private boolean closed;

  /**
   * An empty log.
   *
   * @param onChange hears of each change of an operation, on the thread that does it
   */
  OperationLog(Audit audit, Time time, Consumer<OperationStatus> onChange) {
    this(audit, time, onChange, () -> {}, Thread::new);
  }

  /**
   * As above.
   *
   * @param onWorked is called when an operation has done its work, before anybody hears of that
   * @param threads makes those of started operations
   */
  OperationLog(
      Audit audit,
      Time time,
      Consumer<OperationStatus> onChange,
      Runnable onWorked,
      ThreadFactory threads) {
    this.audit = audit;
    this.time = time;
    this.onChange = onChange;
    this.onWorked = onWorked;
    this.threads = threads;
  }

  /** What an operation does. */
  @FunctionalInterface
  interface Work {
    Record run(OperationProgress progress);
  }

  /** Carries out an operation, and returns or throws when it has ended. */
  OperationStatus run(String kind, String subject, Work work) {
    return run(begin(kind, subject), work);
  }

  /** As above, for one that has been begun. */
  OperationStatus run(RunningOperation operation, Work work) {
    carryOut(operation, work);
    return operation.status();
  }

  /** Begins an operation on a thread of its own, and returns its id. */
  long start(String kind, String subject, Work work) {
    return start(begin(kind, subject), work);
  }

  /** As above, for one that has been begun. */
  long start(RunningOperation operation, Work work) {
    String who = Caller.name();
    Thread thread = threads.newThread(() -> carryOutAlone(operation, who, work));
    thread.setName("kedge-jmx-" + operation.kind());
    thread.setDaemon(true);
    try {
      thread.start();
    } catch (Error e) {
      carryOut(operation, failing(e)); // there can be no more threads
    }
    return operation.id();
  }

  private static Work failing(Error failure) {
    return progress -> {
      throw failure;
    };
  }

  private void carryOutAlone(RunningOperation operation, String who, Work work) {
    try {
      carryOut(operation, work);
    } catch (RuntimeException | Error e) {
      // Its status has it too, and the audit line below.
      ClientErrors.log(e);
    }
    OperationStatus status = operation.status();
    audit.write(who, operation.toString(), (status.state() + " " + status.error()).strip());
  }

  private void carryOut(RunningOperation operation, Work work) {
    try {
      operation.begun();
      Record outcome = worked(operation, work);
      // Counted first: who sees that it has ended finds it there.
      done.increment();
      operation.done(outcome);
    } catch (RuntimeException | Error e) {
      (e instanceof OperationCancelledException ? cancelled : failed).increment();
      operation.failed(e);
      throw e;
    } finally {
      end(operation);
    }
  }

  /** An operation that fails may have changed something before. */
  private Record worked(RunningOperation operation, Work work) {
    try {
      return work.run(operation);
    } finally {
      onWorked.run();
    }
  }

  /**
   * Begins an operation, which takes its place among those that run: it must be carried out.
   *
   * @throws IllegalStateException if there is no place for it
   */
  synchronized RunningOperation begin(String kind, String subject) {
    if (closed) {
      throw new IllegalStateException("the database is being closed");
    }
    if (running.size() >= MOST_RUNNING) {
      throw new IllegalStateException(
          MOST_RUNNING + " operations are running already: wait for one to end, or cancel one");
    }
    lastId++;
    RunningOperation operation = new RunningOperation(lastId, kind, subject, time, onChange);
    running.put(lastId, operation);
    return operation;
  }

  private synchronized void end(RunningOperation operation) {
    running.remove(operation.id());
    ended.addFirst(operation.status());
    if (ended.size() > REMEMBERED) {
      ended.removeLast();
    }
  }

  /**
   * Asks an operation to end; false if it has ended.
   *
   * @throws IllegalArgumentException if there never was one of this id
   */
  synchronized boolean cancel(long id) {
    if (id < 1 || id > lastId) {
      throw new IllegalArgumentException("there is no operation " + id + ": the last is " + lastId);
    }
    RunningOperation operation = running.get(id);
    return operation != null && operation.cancel();
  }

  /** Asks all operations to end, which is told at once, and takes no more. */
  void close() {
    List<RunningOperation> ending;
    synchronized (this) {
      closed = true;
      ending = List.copyOf(running.values());
    }
    ending.forEach(RunningOperation::closing);
  }

  /** Those that run and those that are remembered, newest first. */
  synchronized List<OperationStatus> list() {
    List<OperationStatus> all = new ArrayList<>(ended);
    running.values().forEach(operation -> all.add(operation.status()));
    all.sort((a, b) -> Long.compare(b.id(), a.id()));
    return all;
  }

  /** How many run. */
  synchronized int runningCount() {
    return running.size();
  }

  /** How many were begun; also the id of the newest. */
  synchronized long startedCount() {
    return lastId;
  }

  long doneCount() {
    return done.sum();
  }

  long failedCount() {
    return failed.sum();
  }

  long cancelledCount() {
    return cancelled.sum();
  }
}
