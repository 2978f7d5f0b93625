package dev.kedge.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The standard output, failing where {@link System#out} would go on in silence: a backup into a
 * full pipe must not look like one that went well.
 */
public final class StandardOutput extends OutputStream {

  private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      throw isBrokenPipe(e) ? new ReaderGoneException(e) : e;
    }
  }

  /** The JDK has no type for it, only what the system says in a C library's words. */
  private static boolean isBrokenPipe(IOException e) {
    return String.valueOf(e.getMessage()).contains("Broken pipe");
  }
}
