package dev.kedge.jmx;

import java.util.Locale;

/** What may be done through the beans. Attributes are always there. */
enum Policy {
  /** Everything; what can't be undone asks for a typed confirmation. */
  ALL,

  /** Nothing that can't be undone. */
  SAFE,

  /** Only what changes nothing: reads, verifications, checks. */
  NONE;

  /** Whether an operation may be called. */
  boolean allows(Effect effect) {
    return switch (effect) {
      case READS, INSPECTS -> true;
      case SAFE -> this != NONE;
      case IRREVERSIBLE -> this == ALL;
    };
  }

  /** As it is written in settings. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
