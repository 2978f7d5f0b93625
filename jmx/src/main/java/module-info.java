/**
 * Makes every database that a process opens, every replica and every follower manageable through
 * JMX, by being there: the engine finds it as a service.
 */
module dev.kedge.jmx {
  requires transitive dev.kedge.engine;
  requires transitive java.management;
  requires java.management.rmi;
  requires java.rmi;
  // Only whoever reaches another process by its id needs it, and a runtime image may lack it.
  requires static jdk.attach;
  requires static org.jspecify;

  exports dev.kedge.jmx;

  provides dev.kedge.spi.DatabaseObserver with
      dev.kedge.jmx.JmxObserver;
  provides dev.kedge.spi.ReplicaObserver with
      dev.kedge.jmx.JmxReplicaObserver;
}
