package dev.kedge.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;

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

  /**
   * The JDK has no type for it, only the words of the system, in the language of the user: those
   * that it has for a pipe that is broken for certain.
   */
  private static boolean isBrokenPipe(IOException e) {
    try {
      Pipe pipe = Pipe.open();
      pipe.source().close();
      try (Pipe.SinkChannel sink = pipe.sink()) {
        sink.write(ByteBuffer.allocate(1));
      }
      return false;
    } catch (IOException broken) {
      return String.valueOf(broken.getMessage()).equals(e.getMessage());
    }
  }
}
