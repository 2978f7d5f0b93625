package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseListener;
import dev.kedge.replica.Follower;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.management.JMException;
import javax.management.MBeanServer;

/** What one open database has for its operators, from its opening to its closing. */
final class ManagedDatabase {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  /** Those that are open, for replicas and followers to find theirs. */
  private static final Map<Database, ManagedDatabase> OPEN = new ConcurrentHashMap<>();

  private final BeanNames names;
  private final BeanRegistry beans;
  private final Database database;
  private final ScheduledThreadPoolExecutor background = Daemons.background("kedge-jmx-background");
  // A scheduled backup must not make lags unknown.
  private final ScheduledThreadPoolExecutor sampling = Daemons.background("kedge-jmx-sampling");
  private final OperationNotifications notifications;
  private final OperationLog operations;
  private final ScheduledBackups schedule;
  private final DatabaseEvents events;
  private final AppliedTime applied;
  private final ReplicaBeans replicas;
  private volatile Optional<Follower> follower = Optional.empty();

  private ManagedDatabase(
      MBeanServer server, BeanNames names, Database database, Settings settings, Time time)
      throws JMException {
    Audit audit = new Audit(names.database());
    this.names = names;
    this.beans = new BeanRegistry(server, new Invocations(settings.operations(), audit));
    this.database = database;
    this.notifications = new OperationNotifications(names.bean("Operations"), time);
    StatsSample stats = new StatsSample(database, time, sampling);
    this.operations =
        new OperationLog(audit, time, notifications::tell, stats::refresh, Thread::new);

    OperationsDirectory directory = new OperationsDirectory(settings.directoryFor(database.path()));
    ScheduledNames scheduled = new ScheduledNames(names.database());
    BackupCatalog catalog = new BackupCatalog(directory, scheduled);
    BackupHistory history = new BackupHistory(time);
    BackupWork work = new BackupWork(database, directory, catalog, history, operations, audit);
    ArchiveReach archive = new ArchiveReach(database.stats());
    this.events = new DatabaseEvents(history, archive, this::close);
    this.schedule =
        new ScheduledBackups(
            time,
            scheduled,
            catalog,
            () -> Lineage.of(database),
            work::runScheduled,
            audit,
            background);

    this.applied = new AppliedTime(database);
    this.replicas = new ReplicaBeans(names, beans, database, directory, time, operations, sampling);
    try {
      beans.register(
          names.bean("Database"),
          DatabaseMXBean.class,
          new DatabaseBean(names.database(), database, stats, events, applied, operations));
      beans.register(
          names.bean("Backup"),
          BackupMXBean.class,
          new BackupBean(
              directory,
              catalog,
              history,
              work,
              schedule,
              settings.scheduleError(),
              archive,
              stats,
              operations));
      HoldLags lags = new HoldLags(database, time, sampling);
      beans.register(
          names.bean("Shipping"),
          ShippingMXBean.class,
          new ShippingBean(
              database, directory, lags, () -> follower, stats, events, applied, operations));
      beans.register(
          names.bean("Operations"),
          OperationsMXBean.class,
          new OperationsBean(settings.operations(), operations),
          notifications.emitter());
      long generation = database.position().generation();
      background.execute(() -> begin(catalog, history, generation, settings));
    } catch (JMException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Registers the beans of a database.
   *
   * @return hears what happens in the database, and takes the beans away when it is closed
   * @throws JMException if the server refuses one; then none is left
   */
  static DatabaseListener manage(
      MBeanServer server, Database database, Settings settings, Time time) throws JMException {
    String file = String.valueOf(database.path().getFileName());
    // One after the other, so that a name that is free stays so until it is taken.
    synchronized (ManagedDatabase.class) {
      BeanNames names = BeanNames.free(server, file);
      if (!names.database().equals(file)) {
        LOG.log(Level.INFO, "{0} is database={1} in JMX", database.path(), names.database());
      }
      ManagedDatabase managed = new ManagedDatabase(server, names, database, settings, time);
      OPEN.putIfAbsent(database, managed);
      return managed.events;
    }
  }

  /** What is open and managed, if that database is. */
  static Optional<ManagedDatabase> of(Database database) {
    return Optional.ofNullable(OPEN.get(database));
  }

  /**
   * Registers the bean of a replica of it.
   *
   * @return hears what happens to the replica, and takes the bean away when it is closed
   */
  ReplicaListener manage(Replica replica) throws JMException {
    return replicas.add(replica);
  }

  /** Registers the bean of the follower that it belongs to; it goes when the database is closed. */
  void manage(Follower newFollower, FollowerEvents itsEvents) throws JMException {
    follower = Optional.of(newFollower);
    FollowerBean bean = new FollowerBean(names.database(), newFollower, itsEvents, operations);
    beans.register(names.bean("Follower"), FollowerMXBean.class, bean);
  }

  /** Its follower has applied something: a promotion may follow at once. */
  void noteApplied() {
    applied.note();
  }

  /** What needs files, and so is not done by the thread that opens the database. */
  private void begin(
      BackupCatalog catalog, BackupHistory history, long generation, Settings settings) {
    try {
      catalog.refresh();
      catalog.newest(generation).ifPresent(history::found);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the operations directory can''t be used: {0}", ClientErrors.line(e));
    }
    if (settings.schedule() != null) {
      schedule.set(settings.schedule());
    }
  }

  /** Ends what runs, and takes the beans away. */
  private void close() {
    operations.close();
    background.shutdownNow();
    sampling.shutdownNow();
    // Its listeners go with the bean.
    notifications.close();
    beans.close();
    replicas.close();
    OPEN.remove(database, this);
  }
}
