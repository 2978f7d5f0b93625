package dev.kedge.jmx;

import java.util.concurrent.ThreadFactory;

/** Threads that keep no process alive. */
final class Daemons {

  private Daemons() {}

  /** Makes threads of a name. */
  static ThreadFactory named(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }
}
