package dev.kedge.cli.text;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes entries, one after another. Closing it writes what is left, and leaves its stream open.
 */
public interface EntryWriter extends Closeable {

  /**
   * Writes an entry.
   *
   * @throws FormException if it can't be written in the form of bytes that was chosen
   */
  void write(byte[] key, byte[] value) throws IOException;
}
