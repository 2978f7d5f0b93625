package dev.kedge.internal.io;

import dev.kedge.ProgressListener;

/**
 * Lets a listener cancel a step of a longer operation without hearing of its progress, which is
 * counted in something else.
 */
public record CancelOnly(ProgressListener listener) implements ProgressListener {

  @Override
  public void progress(long bytesDone, long bytesTotal) {}

  @Override
  public boolean isCancelled() {
    return listener.isCancelled();
  }
}
