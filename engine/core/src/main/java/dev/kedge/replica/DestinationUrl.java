package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The URL of a destination, as people write it: {@code file://} and the absolute path of a
 * directory, which is taken as it stands, without escapes. Other schemes are refused: {@code file}
 * is the only one that is known.
 *
 * @param scheme what is before the colon, such as {@code file}
 * @param path what is behind {@code ://}, normalized
 */
public record DestinationUrl(String scheme, String path) {

  private static final Pattern URL = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)");
  private static final Pattern SECRET = Pattern.compile("//[^/@]*@");
  private static final String FILE = "file";
  private static final String HINT =
      "write file:// and the absolute path of a directory, such as file:///backups/app";

  /** Whether a text names a destination, however malformed, and not a file. */
  public static boolean isOne(String text) {
    return URL.matcher(text).matches();
  }

  /**
   * Reads one. Nothing is reached by that.
   *
   * @throws DestinationException if it is malformed, or its scheme is none of those that are known
   */
  public static DestinationUrl parse(String text) {
    Matcher url = URL.matcher(text);
    if (!url.matches()) {
      throw refused(text, "is no destination", null);
    }
    if (!url.group(1).equals(FILE)) {
      throw refused(text, "has a scheme that is not known; those that are: file", null);
    }
    if (!url.group(2).startsWith("/")) {
      throw refused(text, "has no absolute path", null);
    }
    try {
      return new DestinationUrl(FILE, Path.of(url.group(2)).normalize().toString());
    } catch (InvalidPathException e) {
      throw refused(text, "has a path that this system does not take", e);
    }
  }

  private static DestinationException refused(String text, String why, @Nullable Exception cause) {
    String shown = SECRET.matcher(text).replaceFirst("//");
    return new DestinationException(shown, "the URL", why + ": " + HINT, cause);
  }

  /** A client for it, which is the caller's to close. Nothing is asked of the destination yet. */
  public ReplicaClient connect() {
    return new FileReplicaClient(Path.of(path));
  }

  /** The URL. */
  @Override
  public String toString() {
    return scheme + "://" + path;
  }
}
