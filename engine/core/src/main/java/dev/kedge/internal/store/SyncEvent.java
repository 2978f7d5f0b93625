package dev.kedge.internal.store;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A force of the log, for JDK Flight Recorder. */
@Name("dev.kedge.Sync")
@Label("Log Sync")
@Category("Kedge")
@StackTrace(false)
final class SyncEvent extends Event {}
