package dev.kedge;

import java.time.Duration;
import java.util.Objects;

/** The checks that the records of this package share. */
final class Checks {

  private Checks() {}

  /** Refuses a negative count, size or version. */
  static void notNegative(long value, String name) {
    if (value < 0) {
      throw new IllegalArgumentException(name + " must not be negative: " + value);
    }
  }

  /** Refuses what must be 1 or more. */
  static void positive(long value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be positive: " + value);
    }
  }

  /** Refuses a missing or negative duration. */
  static void elapsed(Duration elapsed) {
    if (Objects.requireNonNull(elapsed, "elapsed").isNegative()) {
      throw new IllegalArgumentException("elapsed must not be negative: " + elapsed);
    }
  }

  /** Refuses a range of versions that is empty or starts below 1. */
  static void versions(long firstVersion, long lastVersion) {
    positive(firstVersion, "firstVersion");
    if (lastVersion < firstVersion) {
      throw new IllegalArgumentException(
          "lastVersion " + lastVersion + " is below firstVersion " + firstVersion);
    }
  }

  /** Refuses a digest that is not 16 lower-case hexadecimal digits. */
  static void digest(String digest) {
    if (digest.length() != 16) {
      throw new IllegalArgumentException("digest must be 16 hex digits: " + digest);
    }
    for (int i = 0; i < digest.length(); i++) {
      if ("0123456789abcdef".indexOf(digest.charAt(i)) < 0) {
        throw new IllegalArgumentException("digest must be lower-case hex digits: " + digest);
      }
    }
  }
}
