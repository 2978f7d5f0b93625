package dev.kedge.replica;

import dev.kedge.Holds;
import dev.kedge.ReplicaGapException;

/** The log that a database keeps for one replica. */
final class LogHold {

  private final Holds holds;
  private final String name;
  private final long capBytes;

  LogHold(Holds holds, String name, long capBytes) {
    this.holds = holds;
    this.name = name;
    this.capBytes = capBytes;
  }

  /** Whether there is one, as the replica was at work before. */
  boolean exists() {
    return holds.list().stream().anyMatch(hold -> hold.name().equals(name));
  }

  String name() {
    return name;
  }

  /** Keeps the log after a version, as far as it is there. */
  void keep(long version) {
    if (holds.advance(name, version)) {
      return;
    }
    try {
      holds.create(name, version, capBytes);
    } catch (ReplicaGapException e) {
      return; // it was given up already: whoever ships on from there finds out
    }
  }

  /** Keeps the log after a version only, whatever was kept before. */
  void moveTo(long version) {
    holds.drop(name);
    keep(version);
  }
}
