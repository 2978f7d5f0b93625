package dev.kedge.cli.work;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where something is read from.
 *
 * @param file a file, or a directory of archived log; null for none
 * @param ownerFile one in the operations directory of the process that has the database open, null
 *     for none
 * @param pipe where it comes from if both are null; it can be marked
 */
public record Input(@Nullable Path file, @Nullable String ownerFile, InputStream pipe)
    implements Closeable {

  @Override
  public void close() throws IOException {
    pipe.close();
  }
}
