package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A checkpoint, for JDK Flight Recorder. */
@Name("dev.kedge.Checkpoint")
@Label("Checkpoint")
@Category("Kedge")
@StackTrace(false)
final class CheckpointEvent extends Event {
  @Label("Version")
  long version;

  @Label("Pages Written")
  long pages;
}
