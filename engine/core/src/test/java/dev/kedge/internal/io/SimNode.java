package dev.kedge.internal.io;

/** What a name of the simulated file system stands for. */
sealed interface SimNode permits SimInode, SimDirectory {

  /** Copies it as the way of copying says; asked once for each node. */
  SimNode copy(SimCopy way);
}
