package dev.kedge.cli;

import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.work.OwnWork;
import dev.kedge.cli.work.OwnerReplicaWork;
import dev.kedge.cli.work.OwnerWork;
import dev.kedge.cli.work.Work;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replicates a database until it is stopped. */
@Command(
    name = "replicate",
    description = {
      "Replicate a database that no other process has open, to one or several destinations, until"
          + " stopped: it syncs, makes snapshots, enforces retention and validates. What happens is"
          + " a line each, and how each replica is from time to time. --json prints objects.",
      "Stopped by a signal, it syncs once more.",
      "Where a running process has it open that has such replicas, these are started there."
    })
final class ReplicateCommand extends KedgeCommand {

  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration TIME_TO_DRAIN = Duration.ofMinutes(1);

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Mixin final OwnerOptions owner = new OwnerOptions();

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "DESTINATION",
      description = "Where it is replicated to, such as file:///backups/app.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  List<ReplicaClient> destinations;

  @Option(
      names = "--name",
      split = ",",
      paramLabel = "NAME",
      description = {
        "The name of the replica, under which log is kept for it; main unless given.",
        "With several destinations, a name for each, in their order."
      })
  List<String> names = List.of();

  @Option(names = "--once", description = "End when all that is committed is there.")
  boolean once;

  @Mixin final TakeOverOption takeOver = new TakeOverOption();

  @Mixin final ReplicaSettings settings = new ReplicaSettings();

  @Option(
      names = "--status-interval",
      paramLabel = "TIME",
      defaultValue = "1min",
      description = "How often it says how each replica is, 0s for never; 1min unless given.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Duration statusInterval;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  private final BlockingQueue<ReplicaEvent> events = new LinkedBlockingQueue<>();
  private final Set<String> ended = new HashSet<>();

  ReplicateCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    List<String> all = names();
    try (Work work = owner.work(console, target)) {
      if (work instanceof OwnWork own) {
        List<Replica> replicas = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          replicas.add(replica(own.database(), destinations.get(i), all.get(i)));
        }
        return once ? syncAll(replicas) : replicate(replicas);
      }
      return ask((OwnerWork) work, all);
    } finally {
      destinations.forEach(ReplicaClient::close);
    }
  }

  /** Leaves it to the process that has the database open. */
  private int ask(OwnerWork work, List<String> all) throws IOException {
    String process = work.owner().orElseThrow();
    OwnerSettings.refuse(spec, process);
    List<OwnerReplicaWork> replicas = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      replicas.add(work.replica(all.get(i), destinations.get(i).url()));
    }
    for (int i = 0; i < all.size(); i++) {
      if (once) {
        tell(ReplicaEvent.of(all.get(i), "sync", ReplicaReport.of(replicas.get(i).sync())));
      } else {
        String url = destinations.get(i).url();
        String how = replicas.get(i).start();
        String sentence = process + " replicates " + target.path + " to " + url + ": " + how;
        tell(ReplicaEvent.of(all.get(i), "start", sentence, null));
      }
    }
    return ExitCode.DONE;
  }

  private List<String> names() {
    long different = destinations.stream().map(ReplicaClient::url).distinct().count();
    if (different < destinations.size()) {
      throw new IllegalArgumentException("give each destination once: it has one writer");
    }
    if (different > 1 && settings.scratch.directory != null) {
      throw new IllegalArgumentException(
          "--scratch is for one destination: several would validate in each other's place");
    }
    List<String> all = names.isEmpty() && destinations.size() == 1 ? List.of("main") : names;
    if (all.size() != destinations.size() || new HashSet<>(all).size() != all.size()) {
      throw new IllegalArgumentException(
          "there are "
              + destinations.size()
              + " destinations: give a --name for each, such as --name near,far, as log is kept for"
              + " each under its name");
    }
    return all;
  }

  private Replica replica(Database database, ReplicaClient client, String name) {
    return settings
        .on(Replica.builder(database, client))
        .name(name)
        .takeOver(takeOver.allowed)
        .monitorEnabled(!once)
        .listener(once ? new ReplicaNotices(console) : new ReplicaEvents(name, events))
        .build();
  }

  /** Syncs each, also behind one that fails. */
  private int syncAll(List<Replica> replicas) throws IOException {
    KedgeException failure = null;
    for (Replica replica : replicas) {
      try {
        ReplicaReport report = ReplicaReport.of(replica.sync());
        tell(ReplicaEvent.of(replica.options().name(), "sync", report));
      } catch (KedgeException e) {
        if (failure != null) {
          console.say("kedge: " + Failures.message(failure));
        }
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return ExitCode.DONE;
  }

  private int replicate(List<Replica> replicas) throws IOException {
    console.finishWithin(TIME_TO_DRAIN);
    for (Replica replica : replicas) {
      String url = replica.stats().url();
      tell(
          ReplicaEvent.of(
              replica.options().name(),
              "start",
              "replicating " + target.path + " to " + url,
              null));
      replica.start();
    }
    RuntimeException end;
    try {
      end = tellUntilStopped(replicas);
    } finally {
      replicas.forEach(Replica::stop);
    }
    tellAll();
    boolean drained = true;
    for (Replica replica : replicas) {
      drained &= replica.lag().versions().orElse(1) == 0;
      tellStatus(replica);
    }
    if (end != null) {
      throw end;
    }
    return drained ? ExitCode.DONE : ExitCode.FAILED;
  }

  /**
   * Tells what happens, until it is stopped or no replica can go on; then the reason of the last.
   */
  private @Nullable RuntimeException tellUntilStopped(List<Replica> replicas) throws IOException {
    long statusAt = System.nanoTime();
    RuntimeException end = null;
    while (ended.size() < replicas.size()) {
      if (console.awaitStop(TICK)) {
        return null;
      }
      RuntimeException last = tellAll();
      end = last == null ? end : last;
      long now = System.nanoTime();
      if (!statusInterval.isZero() && now - statusAt >= statusInterval.toNanos()) {
        statusAt = now;
        for (Replica replica : replicas) {
          tellStatus(replica);
        }
      }
    }
    return end;
  }

  /** Tells what has happened; gives the reason if a replica can't go on. */
  private @Nullable RuntimeException tellAll() throws IOException {
    RuntimeException end = null;
    for (ReplicaEvent event = events.poll(); event != null; event = events.poll()) {
      if (event.end() != null) {
        end = event.end();
        if (!ended.add(event.replica())) {
          continue; // it was told of
        }
      }
      tell(event);
    }
    return end;
  }

  private void tellStatus(Replica replica) throws IOException {
    tell(ReplicaEvent.of(replica.options().name(), "status", ReplicaReport.of(replica.stats())));
  }

  private void tell(ReplicaEvent event) throws IOException {
    done(event.sentence(), event.fields());
    console.out().flush();
  }
}
