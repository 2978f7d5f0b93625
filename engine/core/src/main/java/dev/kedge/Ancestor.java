package dev.kedge;

/**
 * One step in the descent of a generation: a child forked from {@code generation} after {@code
 * version}, so that its own first commit is {@code version + 1}.
 *
 * @param generation the id of the parent history, any 64 bits
 * @param version the last commit that parent and child share; 0 if they share none
 */
public record Ancestor(long generation, long version) {

  /**
   * Checks the version.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Ancestor {
    Checks.notNegative(version, "version");
  }

  /** The generation in 16 hexadecimal digits and the version in decimal, for messages. */
  @Override
  public String toString() {
    return Position.generationText(generation) + " after version " + version;
  }
}
