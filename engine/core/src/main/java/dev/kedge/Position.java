package dev.kedge;

import java.util.HexFormat;

/**
 * A point in the history of a database: the state after a commit, within one unbroken line of
 * commits. The same position never names two different contents, unless somebody copies a file
 * together with its log folder and commits to both.
 *
 * @param generation the random id of the history, any 64 bits
 * @param version the commit, from 1; 0 is the state before the first
 */
public record Position(long generation, long version) {

  private static final int DIGITS = 16;
  private static final HexFormat HEX = HexFormat.of();

  /**
   * Checks the version.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public Position {
    Checks.notNegative(version, "version");
  }

  /**
   * Reads the form that {@link #toString} writes and nothing else: 16 lower-case hexadecimal digits
   * of the generation, a colon, 16 of the version.
   *
   * @throws IllegalArgumentException if the text has another form or the version is negative
   */
  public static Position parse(String text) {
    if (text.length() != 2 * DIGITS + 1 || text.charAt(DIGITS) != ':') {
      throw malformed(text);
    }
    for (int i = 0; i < text.length(); i++) {
      if (i != DIGITS && "0123456789abcdef".indexOf(text.charAt(i)) < 0) {
        throw malformed(text);
      }
    }
    return new Position(
        HexFormat.fromHexDigitsToLong(text, 0, DIGITS),
        HexFormat.fromHexDigitsToLong(text, DIGITS + 1, text.length()));
  }

  /** A generation as it is shown everywhere: 16 lower-case hex digits. */
  public static String generationText(long generation) {
    return HEX.toHexDigits(generation);
  }

  /** The text form: 16 lower-case hex digits of the generation, a colon, 16 of the version. */
  @Override
  public String toString() {
    return HEX.toHexDigits(generation) + ":" + HEX.toHexDigits(version);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "not a position: \"" + text + "\"; write <16 hex digits>:<16 hex digits> in lower case");
  }
}
