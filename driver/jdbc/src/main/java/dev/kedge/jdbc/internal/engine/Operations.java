package dev.kedge.jdbc.internal.engine;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The operations that run on a database, and the last that did. Safe for any thread. */
public final class Operations {

  private static final int KEPT = 50;

  private final InstantSource clock;
  private final Deque<RunningOperation> operations = new ArrayDeque<>();
  private long lastId;

  /** With the system's clock. */
  public Operations() {
    this(InstantSource.system());
  }

  Operations(InstantSource clock) {
    this.clock = clock;
  }

  /** Notes that an operation begins. */
  public synchronized RunningOperation begin(String name) {
    RunningOperation operation = new RunningOperation(++lastId, name, clock);
    operations.addLast(operation);
    forgetOld();
    return operation;
  }

  private void forgetOld() {
    int surplus = operations.size() - KEPT;
    if (surplus > 0) {
      List<RunningOperation> ended =
          operations.stream().filter(RunningOperation::isEnded).limit(surplus).toList();
      operations.removeAll(ended);
    }
  }

  /** All that are known, the oldest first. */
  public synchronized List<RunningOperation> list() {
    return new ArrayList<>(operations);
  }
}
