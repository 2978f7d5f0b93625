package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A group of commits, for JDK Flight Recorder. */
@Name("dev.kedge.CommitGroup")
@Label("Commit Group")
@Category("Kedge")
@StackTrace(false)
final class CommitGroupEvent extends Event {
  @Label("Last Version")
  long lastVersion;

  @Label("Commits")
  int commits;

  @Label("Bytes")
  long bytes;

  @Label("Forced")
  boolean forced;
}
