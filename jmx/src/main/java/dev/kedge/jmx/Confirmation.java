package dev.kedge.jmx;

/** The typed confirmation of what can't be undone: the name of what it is done to, once more. */
final class Confirmation {

  private Confirmation() {}

  /**
   * Refuses if it was not given.
   *
   * @param typed what was typed
   * @param name what should have been
   * @throws IllegalArgumentException if they differ
   */
  static void check(String typed, String name) {
    if (!typed.equals(name)) {
      throw new IllegalArgumentException(
          "not confirmed, nothing was done: confirmation must be '" + name + "'");
    }
  }
}
