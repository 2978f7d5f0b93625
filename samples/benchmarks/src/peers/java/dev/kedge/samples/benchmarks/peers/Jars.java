package dev.kedge.samples.benchmarks.peers;

import java.security.CodeSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of libraries, which not all of them tell. */
final class Jars {

  private static final Pattern VERSION = Pattern.compile("-(\\d[^/]*)\\.jar$");

  private Jars() {}

  /** The version in the name of the file that a class comes from. */
  static String version(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      return "unknown";
    }
    Matcher matcher = VERSION.matcher(source.getLocation().getPath());
    return matcher.find() ? matcher.group(1) : "built here";
  }
}
