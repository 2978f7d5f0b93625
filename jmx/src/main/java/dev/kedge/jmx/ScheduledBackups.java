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
import org.jspecify.annotations.Nullable;

/**
 * Makes backups by a schedule and deletes those that it does not ask to keep. The clock is looked
 * at every second rather than waited for, so that a changed clock is followed. A backup that fails
 * is tried again at its next time; until one succeeds nothing is deleted.
 */
final class ScheduledBackups {

  private static final Logger LOG = System.getLogger("dev.kedge.jmx");

  private final Time time;
  private final ScheduledNames names;
  private final BackupCatalog catalog;
  private final Maker maker;
  private final ScheduledExecutorService background;
  private volatile @Nullable Due due;
  private @Nullable ScheduledFuture<?> ticking;

  ScheduledBackups(
      Time time,
      ScheduledNames names,
      BackupCatalog catalog,
      Maker maker,
      ScheduledExecutorService background) {
    this.time = time;
    this.names = names;
    this.catalog = catalog;
    this.maker = maker;
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

  /** Goes by a schedule from now on. The last scheduled backup that is there counts for it. */
  synchronized void set(BackupSchedule schedule) {
    stop();
    due = new Due(schedule, first(schedule));
    ticking = background.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
  }

  private Instant first(BackupSchedule schedule) {
    Instant now = time.clock().instant();
    Instant next = last().map(schedule.rhythm()::next).orElse(null);
    return next == null || next.isBefore(now) ? soonest(schedule, next, now) : next;
  }

  /** One that was missed while nothing ran is made at once. */
  private static Instant soonest(BackupSchedule schedule, @Nullable Instant missed, Instant now) {
    return missed == null ? schedule.rhythm().next(now) : now;
  }

  private Optional<Instant> last() {
    return catalog.refresh().stream()
        .filter(BackupFile::scheduled)
        .map(file -> names.time(file.name()))
        .max(Comparator.naturalOrder());
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
    Due now = due;
    Instant instant = time.clock().instant();
    if (now == null || instant.isBefore(now.next())) {
      return;
    }
    due = new Due(now.schedule(), now.schedule().rhythm().next(instant));
    maker.make(names.at(instant, now.schedule().compressed()), now.schedule().compressed());
    retain(now.schedule(), instant);
  }

  private void retain(BackupSchedule schedule, Instant now) {
    List<BackupFile> newestFirst =
        catalog.refresh().stream()
            .filter(file -> file.scheduled() && file.problem().isEmpty())
            .sorted(Comparator.comparing(BackupFile::name).reversed())
            .toList();
    newestFirst.stream()
        .skip(schedule.keepCount())
        .filter(file -> names.time(file.name()).isBefore(now.minus(schedule.keepFor())))
        .forEach(file -> catalog.delete(file.name()));
  }
}
