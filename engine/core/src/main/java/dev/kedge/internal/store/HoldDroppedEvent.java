package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A log hold that exceeded its cap, for JDK Flight Recorder. */
@Name("dev.kedge.HoldDropped")
@Label("Log Hold Dropped")
@Category("Kedge")
@StackTrace(false)
final class HoldDroppedEvent extends Event {
  @Label("Hold")
  @Nullable String hold;

  @Label("Held Bytes")
  long heldBytes;
}
