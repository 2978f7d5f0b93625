package dev.kedge.replica;

/** What a replica is doing. */
public enum ReplicaState {
  /** Not started, or stopped: only what is called by hand is done. */
  STOPPED,
  /** Its loops are running. */
  RUNNING,
  /** Its loops are running, and the last attempt of at least one of them failed. */
  RETRYING,
  /** Another writer has the destination: it has stopped for good. */
  FENCED,
  /**
   * It was stopped while a request to the destination did not end, and no longer waits for it. Once
   * the request ends it is {@link #STOPPED}.
   */
  HUNG
}
