/**
 * Kedge, an embeddable key-value database: the engine with its log, transactions, backup, shipping
 * and recovery.
 */
module dev.kedge.engine {
  requires jdk.jfr;
  requires jdk.management; // for the memory of the machine or container
  requires jdk.unsupported; // for direct I/O, which no other module has
  requires org.lz4.java;
  requires static org.jspecify;

  exports dev.kedge;
  exports dev.kedge.replica;
  exports dev.kedge.spi;

  uses dev.kedge.spi.DatabaseObserver;
  uses dev.kedge.spi.ReplicaObserver;
}
