package dev.kedge.internal.io;

import java.time.Clock;
import java.time.InstantSource;

/** The clock of the system, for whoever is not given another. */
public final class SystemClock {

  /** It. */
  public static final InstantSource INSTANCE = Clock.systemUTC();

  private SystemClock() {}
}
