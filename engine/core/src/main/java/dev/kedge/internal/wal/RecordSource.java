package dev.kedge.internal.wal;

import dev.kedge.KedgeException;

/** The file or stream that records come from: it makes the error that names the place. */
@FunctionalInterface
interface RecordSource {

  /**
   * The error for damaged content.
   *
   * @param what what is wrong
   * @param offset where, in bytes from the start of the file or stream
   */
  KedgeException damaged(String what, long offset);
}
