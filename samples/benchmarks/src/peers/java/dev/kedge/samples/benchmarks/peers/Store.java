package dev.kedge.samples.benchmarks.peers;

import java.util.List;

/** An open database. Used by any number of threads, each with a session of its own. */
interface Store extends AutoCloseable {

  /** Access for one thread. */
  Session session() throws Exception;

  /** The official ways to back it up while it is written to. */
  List<BackupWay> backupWays();

  /** Closes it as an orderly end of the program would. */
  @Override
  void close();
}
