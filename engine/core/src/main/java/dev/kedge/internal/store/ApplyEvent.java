package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Shipped log applied to a replica, for JDK Flight Recorder. */
@Name("dev.kedge.Apply")
@Label("Log Applied")
@Category("Kedge")
@StackTrace(false)
final class ApplyEvent extends Event {
  @Label("Version Reached")
  long version;

  @Label("Commits Applied")
  long applied;
}
