package dev.kedge;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What the engine logs. */
final class EngineLog {

  /** Kept, as a logger that nobody holds forgets its level. */
  private static final Logger ENGINE = Logger.getLogger("dev.kedge");

  private EngineLog() {}

  /** From now on nothing: where failures are made on purpose, what is told of them is no help. */
  static void silence() {
    ENGINE.setLevel(Level.OFF);
  }
}
