package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A range of log handed to the archive, for JDK Flight Recorder. */
@Name("dev.kedge.Archive")
@Label("Log Archived")
@Category("Kedge")
@StackTrace(false)
final class ArchiveEvent extends Event {
  @Label("First Version")
  long firstVersion;

  @Label("Last Version")
  long lastVersion;

  @Label("Accepted")
  boolean accepted;
}
