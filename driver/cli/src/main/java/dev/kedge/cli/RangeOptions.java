package dev.kedge.cli;

import dev.kedge.KeyRange;
import dev.kedge.cli.text.FormException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which keys are meant: those with a prefix, those between two keys, or all. */
final class RangeOptions {

  @Option(names = "--prefix", paramLabel = "KEY", description = "Only keys that begin with it.")
  @Nullable String prefix;

  @Option(names = "--from", paramLabel = "KEY", description = "Only this key and those above it.")
  @Nullable String from;

  @Option(names = "--to", paramLabel = "KEY", description = "Only keys below this one.")
  @Nullable String to;

  @Mixin final ByteFormOption bytes = new ByteFormOption();

  /**
   * Whether all keys are meant, as nothing is said, or nothing but that they begin with nothing.
   */
  boolean isAll() {
    return isNothing(prefix) && isNothing(from) && to == null;
  }

  private static boolean isNothing(@Nullable String bound) {
    return bound == null || bound.isEmpty();
  }

  KeyRange range() throws FormException {
    if (prefix != null) {
      if (from != null || to != null) {
        throw new IllegalArgumentException("--prefix goes with neither --from nor --to");
      }
      return KeyRange.prefix(bytes.bytes(prefix));
    }
    if (from != null) {
      byte[] start = bytes.bytes(from);
      return to == null ? KeyRange.from(start) : KeyRange.between(start, bytes.bytes(to));
    }
    return to == null ? KeyRange.all() : KeyRange.below(bytes.bytes(to));
  }
}
