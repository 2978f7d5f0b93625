package dev.kedge.replica;

/**
 * What a loop tells of something thrown. A loop goes on after an {@link Error} as well: that its
 * thread is gone would be seen by nobody.
 */
final class LoopFailure {

  private LoopFailure() {}

  static RuntimeException of(Throwable thrown) {
    return thrown instanceof RuntimeException exception
        ? exception
        : new IllegalStateException(thrown.toString(), thrown);
  }
}
