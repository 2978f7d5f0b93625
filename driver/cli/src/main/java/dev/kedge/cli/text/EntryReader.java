package dev.kedge.cli.text;

import dev.kedge.Entry;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads entries, one after another. */
public interface EntryReader {

  /**
   * The next entry, null if there is none.
   *
   * @throws FormException if the input is malformed; it says in which line
   */
  @Nullable Entry next() throws IOException;

  /** The line in which the last entry began, from 1. */
  long line();
}
