package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A backup, for JDK Flight Recorder. */
@Name("dev.kedge.Backup")
@Label("Backup")
@Category("Kedge")
@StackTrace(false)
final class BackupEvent extends Event {
  @Label("Version")
  long version;

  @Label("Bytes")
  long bytes;
}
