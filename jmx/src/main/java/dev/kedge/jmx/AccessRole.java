package dev.kedge.jmx;

import java.util.Locale;

/** What a user of the connector may do. Each may do what those before it may. */
enum AccessRole {
  /** Reads attributes, hears notifications. */
  MONITOR,

  /** Backs up, verifies, ships, applies, checkpoints. */
  OPERATOR,

  /** Also does what can't be undone, and decides what may be deleted later. */
  ADMIN;

  /** Whether an operation may be called. */
  boolean allows(Effect effect) {
    AccessRole needed =
        switch (effect) {
          case READS -> MONITOR;
          case INSPECTS, SAFE -> OPERATOR;
          case IRREVERSIBLE -> ADMIN;
        };
    return compareTo(needed) >= 0;
  }

  /**
   * Reads a role.
   *
   * @throws IllegalArgumentException if there is no such role
   */
  static AccessRole parse(String text) {
    for (AccessRole role : values()) {
      if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("a role is monitor, operator or admin: " + text);
  }
}
