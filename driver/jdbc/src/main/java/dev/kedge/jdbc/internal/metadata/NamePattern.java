package dev.kedge.jdbc.internal.metadata;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A pattern of names, as metadata methods take it: {@code %} any text, {@code _} any character. */
final class NamePattern {

  private NamePattern() {}

  /**
   * Whether a name is meant.
   *
   * @param pattern null for any name; a backslash takes the meaning from a wildcard
   */
  static boolean matches(@Nullable String pattern, String name) {
    return pattern == null || matches(pattern.toLowerCase(Locale.ROOT), 0, name, 0);
  }

  private static boolean matches(String pattern, int p, String name, int n) {
    if (p == pattern.length()) {
      return n == name.length();
    }
    char c = pattern.charAt(p);
    if (c == '%') {
      return matches(pattern, p + 1, name, n)
          || (n < name.length() && matches(pattern, p, name, n + 1));
    }
    boolean escaped = c == '\\' && p + 1 < pattern.length();
    char wanted = escaped ? pattern.charAt(p + 1) : c;
    boolean same = n < name.length() && ((c == '_' && !escaped) || name.charAt(n) == wanted);
    return same && matches(pattern, p + (escaped ? 2 : 1), name, n + 1);
  }
}
