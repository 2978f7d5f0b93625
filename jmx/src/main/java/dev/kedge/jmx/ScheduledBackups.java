package dev.kedge.jmx;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes backups by a schedule and deletes those that it does not ask to keep: of this database's
 * history alone, and none that claims to be of the future. The clock is looked at every second
 * rather than waited for, so that a changed clock is followed, back as well. A backup that fails is
 * tried again at its next time; until one succeeds nothing is deleted.
 */
final class ScheduledBackups {

  /** Who calls, in the audit. */
  static final String CALLER = "the schedule";

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final Time time;
  private final ScheduledNames names;
  private final BackupCatalog catalog;
  private final Supplier<Lineage> lineage;
  private final Maker maker;
  private final Audit audit;
  private final ScheduledExecutorService background;
  private volatile @Nullable Due due;
  private @Nullable ScheduledFuture<?> ticking;

  /**
   * One without a schedule.
   *
   * @param lineage the history of the database
   */
  ScheduledBackups(
      Time time,
      ScheduledNames names,
      BackupCatalog catalog,
      Supplier<Lineage> lineage,
      Maker maker,
      Audit audit,
      ScheduledExecutorService background) {
    this.time = time;
    this.names = names;
    this.catalog = catalog;
    this.lineage = lineage;
    this.maker = maker;
    this.audit = audit;
    this.background = background;
  }

  /** Makes a backup of a name. */
  @FunctionalInterface
  interface Maker {
    void make(String name, boolean compressed);
  }

  /**
   * What comes next.
   *
   * @param schedule the schedule
   * @param next when
   */
  record Due(BackupSchedule schedule, Instant next) {}

  /** A backup that the schedule has made, perhaps before a restart. */
  private record Made(String name, Instant at) {}

  /** Goes by a schedule from now on. The last scheduled backup that is there counts for it. */
  void set(BackupSchedule schedule) {
    Due first = new Due(schedule, first(schedule));
    synchronized (this) {
      stop();
      due = first;
      ticking = background.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  private Instant first(BackupSchedule schedule) {
    Instant now = time.clock().instant();
    Instant next = schedule.rhythm().next(last(now).orElse(now));
    // One that was missed while nothing ran is made at once.
    return next.isBefore(now) ? now : next;
  }

  /** A directory that can't be read is no reason to make no backups: then the next one fails. */
  private Optional<Instant> last(Instant now) {
    try {
      return made(now).stream().map(Made::at).findFirst();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the last scheduled backup is unknown: {0}", ClientErrors.line(e));
      return Optional.empty();
    }
  }

  /** Newest first. What is of the future was made when the clock was wrong. */
  private List<Made> made(Instant now) {
    Lineage ours = lineage.get();
    return catalog.refresh().stream()
        .filter(ours::has)
        .map(BackupFile::name)
        .flatMap(name -> names.time(name).map(at -> new Made(name, at)).stream())
        .filter(made -> !made.at().isAfter(now))
        .sorted(Comparator.comparing(Made::at).reversed())
        .toList();
  }

  /** Makes no more. */
  synchronized void stop() {
    if (ticking != null) {
      ticking.cancel(false);
    }
    due = null;
  }

  /** What comes next, null if there is no schedule. */
  @Nullable Due due() {
    return due;
  }

  private void tick() {
    try {
      makeIfDue();
    } catch (RuntimeException | Error e) {
      LOG.log(Level.WARNING, "a scheduled backup failed: {0}", ClientErrors.line(e));
    }
  }

  /** Makes a backup if it is time, and then deletes what need not be kept. */
  void makeIfDue() {
    Instant now = time.clock().instant();
    BackupSchedule schedule = taken(now);
    if (schedule != null) {
      maker.make(names.at(now, schedule.compressed()), schedule.compressed());
      retain(now);
    }
  }

  /**
   * The schedule if it is time, and then the next time is another one. That is never later than
   * counted from now: if it was, the clock was ahead.
   */
  private synchronized @Nullable BackupSchedule taken(Instant now) {
    Due present = due;
    if (present == null) {
      return null;
    }
    BackupSchedule schedule = present.schedule();
    Instant next = schedule.rhythm().next(now);
    boolean isTime = !now.isBefore(present.next());
    if (isTime || next.isBefore(present.next())) {
      due = new Due(schedule, next);
    }
    return isTime ? schedule : null;
  }

  /** By the schedule as it is now: it may be another one, or ended, since the backup was begun. */
  private synchronized void retain(Instant now) {
    Due present = due;
    if (present == null) {
      return;
    }
    BackupSchedule schedule = present.schedule();
    List<Made> needless =
        made(now).stream()
            .skip(schedule.keepCount())
            .filter(made -> made.at().isBefore(now.minus(schedule.keepFor())))
            .toList();
    if (!needless.isEmpty()) {
      needless.forEach(made -> delete(made.name()));
      catalog.refresh();
    }
  }

  /** One that can't be deleted keeps none of the others. */
  private void delete(String name) {
    String what = "Backup.deleteBackup(" + name + ")";
    try {
      catalog.remove(name);
      audit.write(CALLER, what, "done");
    } catch (RuntimeException e) {
      String why = ClientErrors.line(e);
      audit.write(CALLER, what, "failed: " + why);
      LOG.log(Level.WARNING, "a scheduled backup can''t be deleted: {0}", why);
    }
  }
}
