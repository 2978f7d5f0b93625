package dev.kedge.cli;

import dev.kedge.replica.ReplicaBuilder;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a validation restores to. */
final class ScratchOptions {

  private static final long BYTES = 16L << 30;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      description = {
        "Where validation restores to, a directory of its own;",
        "beside the database, with .validate-NAME behind its name, unless given."
      })
  @Nullable Path directory;

  @Option(
      names = "--scratch-bytes",
      paramLabel = "BYTES",
      converter = ByteSizeConverter.class,
      description = "How large that may become; 16G unless given. Needs --scratch.")
  @Nullable Long bytes;

  ReplicaBuilder on(ReplicaBuilder builder) {
    if (directory != null) {
      builder.scratch(directory, bytes == null ? BYTES : bytes);
    } else if (bytes != null) {
      throw new IllegalArgumentException("--scratch-bytes needs --scratch: say which directory");
    }
    return builder;
  }
}
