package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaListener;
import dev.kedge.replica.ReplicaState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import javax.management.JMException;
import javax.management.ObjectName;

/** The beans of the replicas of a database: each from its first start until it is closed. */
final class ReplicaBeans {

  private static final String TYPE = "Replica";

  private final BeanNames names;
  private final BeanRegistry beans;
  private final Database database;
  private final OperationsDirectory directory;
  private final Time time;
  private final OperationLog operations;
  private final Executor sampling;
  private final List<Managed> all = new ArrayList<>();

  ReplicaBeans(
      BeanNames names,
      BeanRegistry beans,
      Database database,
      OperationsDirectory directory,
      Time time,
      OperationLog operations,
      Executor sampling) {
    this.names = names;
    this.beans = beans;
    this.database = database;
    this.directory = directory;
    this.time = time;
    this.operations = operations;
    this.sampling = sampling;
  }

  /** A replica that has a bean, with what works for it. */
  private record Managed(
      Replica replica, ObjectName bean, Notifier notifier, ExecutorService listing) {}

  /**
   * Registers the bean of a replica.
   *
   * @return hears what happens to it, and takes the bean away when it is closed
   */
  synchronized ReplicaListener add(Replica replica) throws JMException {
    // One that was stopped and forgotten gives way to one that takes its place.
    all.stream()
        .filter(one -> nameOf(one.replica).equals(nameOf(replica)))
        .filter(one -> one.replica.state() == ReplicaState.STOPPED)
        .toList()
        .forEach(this::remove);
    ObjectName bean = free(nameOf(replica));
    Notifier notifier =
        new Notifier(
            bean,
            time,
            "What happened to a replica; its user data is a map",
            ReplicaEvents.TYPE,
            ReplicaEvents.KINDS);
    ExecutorService listing = Daemons.background("kedge-jmx-listing");
    Managed managed = new Managed(replica, bean, notifier, listing);
    ReplicaSample sample = new ReplicaSample(database, replica, time, sampling);
    ReplicaWindow window = new ReplicaWindow(replica, sample, time, listing);
    ReplicaEvents events =
        new ReplicaEvents(replica, time, notifier, window, () -> remove(managed));
    beans.register(
        bean,
        ReplicaMXBean.class,
        new ReplicaBean(replica, directory, sample, window, events, operations),
        notifier.emitter());
    all.add(managed);
    return events;
  }

  private static String nameOf(Replica replica) {
    return replica.options().name();
  }

  private ObjectName free(String name) {
    ObjectName bean = names.bean(TYPE, name);
    for (int number = 2; beans.has(bean); number++) {
      bean = names.bean(TYPE, name + "-" + number);
    }
    return bean;
  }

  private synchronized void remove(Managed managed) {
    if (all.remove(managed)) {
      beans.unregister(managed.bean);
      managed.listing.shutdownNow();
      managed.notifier.close();
    }
  }

  /** Takes all away. */
  synchronized void close() {
    List.copyOf(all).forEach(this::remove);
  }
}
