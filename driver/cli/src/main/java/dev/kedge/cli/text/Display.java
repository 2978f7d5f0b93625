package dev.kedge.cli.text;

/**
 * Bytes as a person reads them, in one line and harmless to a terminal: UTF-8 as it is, but for
 * control characters and backslashes, which become {@code \}{@code u} and four digits; what is no
 * text becomes {@code \x} and two digits a byte.
 */
public final class Display {

  private Display() {}

  /** The line. */
  public static String of(byte[] bytes) {
    StringBuilder line = new StringBuilder(bytes.length);
    try {
      ByteForm.TEXT.encode(bytes).codePoints().forEach(point -> append(line, point));
    } catch (FormException e) {
      for (byte b : bytes) {
        line.append(String.format("\\x%02x", b));
      }
    }
    return line.toString();
  }

  private static void append(StringBuilder line, int point) {
    if (Character.isISOControl(point) || point == '\\') {
      line.append(String.format("\\u%04x", point));
    } else {
      line.appendCodePoint(point);
    }
  }
}
