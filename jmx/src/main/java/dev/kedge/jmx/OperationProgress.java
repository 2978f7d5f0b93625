package dev.kedge.jmx;

import dev.kedge.ProgressListener;

/** Hears how far an operation is: of bytes, as every listener does, or of something else. */
interface OperationProgress extends ProgressListener {

  /** For work that counts entries, commits or objects: how many these are says nothing of bytes. */
  ProgressListener ofThings();
}
