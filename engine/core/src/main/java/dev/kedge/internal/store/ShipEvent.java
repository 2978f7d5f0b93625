package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Log shipped to a stream, for JDK Flight Recorder. */
@Name("dev.kedge.Ship")
@Label("Log Shipped")
@Category("Kedge")
@StackTrace(false)
final class ShipEvent extends Event {
  @Label("Last Version")
  long lastVersion;

  @Label("Bytes")
  long bytes;
}
