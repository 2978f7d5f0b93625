package dev.kedge;

/** What a database is to its history: where commits are made, or where they are repeated. */
public enum Role {
  /** Takes writes and gives each commit its version. */
  PRIMARY,

  /** Takes only the log of its primary, at the primary's versions; refuses writes. */
  REPLICA
}
