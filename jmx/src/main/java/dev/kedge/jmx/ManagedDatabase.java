package dev.kedge.jmx;

import dev.kedge.Database;
import dev.kedge.DatabaseListener;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.NotificationBroadcasterSupport;
import javax.management.ObjectName;

/** What one open database has for its operators, from its opening to its closing. */
final class ManagedDatabase {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");
  private static final long IDLE_SECONDS = 5;

  private final MBeanServer server;
  private final BeanNames names;
  private final Invocations invocations;
  private final ScheduledThreadPoolExecutor background = background();
  private final OperationNotifications notifications;
  private final OperationLog operations;
  private final ScheduledBackups schedule;
  private final DatabaseEvents events;
  private final Deque<ObjectName> registered = new ArrayDeque<>();

  private ManagedDatabase(
      MBeanServer server, BeanNames names, Database database, Settings settings, Time time)
      throws JMException {
    Audit audit = new Audit(names.database());
    this.server = server;
    this.names = names;
    this.invocations = new Invocations(settings.operations(), audit);
    this.notifications = new OperationNotifications(names.bean("Operations"), time);
    this.operations = new OperationLog(audit, time, notifications::tell);

    StatsSample stats = new StatsSample(database, time);
    OperationsDirectory directory = new OperationsDirectory(settings.directoryFor(database.path()));
    ScheduledNames scheduled = new ScheduledNames(names.database());
    BackupCatalog catalog = new BackupCatalog(directory, scheduled);
    BackupHistory history = new BackupHistory(time);
    BackupWork work = new BackupWork(database, catalog, history);
    this.events = new DatabaseEvents(history, this::close);
    this.schedule =
        new ScheduledBackups(
            time,
            scheduled,
            catalog,
            (name, compressed) ->
                operations.run("backup", name, work.backup(directory.fresh(name), compressed)),
            background);

    register(
        "Database",
        DatabaseMXBean.class,
        new DatabaseBean(names.database(), database, stats, events, operations));
    register(
        "Backup",
        BackupMXBean.class,
        new BackupBean(directory, catalog, history, work, schedule, stats, operations));
    HoldLags lags = new HoldLags(database, time, background);
    register(
        "Shipping",
        ShippingMXBean.class,
        new ShippingBean(database, directory, lags, stats, events, operations));
    register(
        "Operations",
        OperationsMXBean.class,
        new OperationsBean(settings.operations(), operations),
        notifications.emitter());
    long generation = database.position().generation();
    background.execute(() -> begin(catalog, history, generation, settings));
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
      return new ManagedDatabase(server, names, database, settings, time).events;
    }
  }

  private <T> void register(String type, Class<T> itf, T bean) throws JMException {
    register(type, itf, bean, new NotificationBroadcasterSupport());
  }

  private <T> void register(
      String type, Class<T> itf, T bean, NotificationBroadcasterSupport emitter)
      throws JMException {
    ObjectName name = names.bean(type);
    try {
      server.registerMBean(new ManagedBean(bean, itf, emitter, invocations), name);
      registered.push(name);
    } catch (JMException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What needs files, and so is not done by the thread that opens the database. */
  private void begin(
      BackupCatalog catalog, BackupHistory history, long generation, Settings settings) {
    try {
      catalog.refresh();
      catalog.newest(generation).ifPresent(history::found);
      if (settings.schedule() != null) {
        schedule.set(settings.schedule());
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the operations directory can''t be used: {0}", ClientErrors.line(e));
    }
  }

  /** Ends what runs, and takes the beans away. */
  private void close() {
    operations.close();
    background.shutdownNow();
    notifications.close();
    while (!registered.isEmpty()) {
      ObjectName name = registered.pop();
      try {
        server.unregisterMBean(name);
      } catch (JMException | RuntimeException e) {
        LOG.log(Level.WARNING, "{0} can''t be unregistered: {1}", name, e);
      }
    }
  }

  private static ScheduledThreadPoolExecutor background() {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Daemons.named("kedge-jmx-background"));
    executor.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    executor.allowCoreThreadTimeOut(true);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }
}
