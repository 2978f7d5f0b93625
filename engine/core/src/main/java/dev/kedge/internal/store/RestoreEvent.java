package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A backup restored, for JDK Flight Recorder. */
@Name("dev.kedge.Restore")
@Label("Restore")
@Category("Kedge")
@StackTrace(false)
final class RestoreEvent extends Event {
  @Label("Version")
  long version;

  @Label("Bytes")
  long bytes;
}
