package dev.kedge.samples.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sees to it that nothing is measured that did not happen. */
final class Verify {

  private Verify() {}

  /** Fails unless two files are the same, byte by byte. */
  static void same(Path one, Path other) throws IOException {
    require(Files.mismatch(one, other) == -1, one + " and " + other + " differ");
  }

  /** Fails unless two things are equal; the name says what they are. */
  static void equal(String what, Object one, Object other) {
    require(one.equals(other), what + ": " + one + " is not " + other);
  }

  /** Fails unless it is so; the message says what it means if it is not. */
  static void require(boolean met, String otherwise) {
    if (!met) {
      throw new IllegalStateException(otherwise);
    }
  }
}
