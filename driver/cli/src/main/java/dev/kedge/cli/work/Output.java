package dev.kedge.cli.work;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where data goes.
 *
 * @param file a new file, null for none
 * @param ownerFile a new file in the operations directory of the process that has the database
 *     open, null for none
 * @param pipe where it goes if both are null
 * @param isStandard whether the pipe is the standard output, which stays open
 */
public record Output(
    @Nullable Path file, @Nullable String ownerFile, OutputStream pipe, boolean isStandard)
    implements Closeable {

  /** Where to look for it, to end a sentence; empty if the command was told a file of its own. */
  public String place() {
    return ownerFile == null ? "" : ", as " + ownerFile + " in the operations directory";
  }

  @Override
  public void close() throws IOException {
    if (!isStandard) {
      pipe.close();
    }
  }
}
