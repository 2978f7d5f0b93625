package dev.kedge.replica;

/** What a replica is doing. */
public enum ReplicaState {
  /** Not started, or stopped: only what is called by hand is done. */
  STOPPED,
  /** Its loops are running. */
  RUNNING,
  /** Its loops are running, and the last attempt to reach the destination failed. */
  RETRYING,
  /** Another writer has the destination: it has stopped for good. */
  FENCED
}
