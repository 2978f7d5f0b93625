package dev.kedge.cli;

import dev.kedge.DestinationException;
import dev.kedge.GenerationMismatchException;
import dev.kedge.Position;
import dev.kedge.ReplicaGapException;
import dev.kedge.cli.console.Console;
import dev.kedge.cli.console.Progress;
import dev.kedge.cli.text.Fields;
import dev.kedge.replica.Follower;
import dev.kedge.replica.FollowerListener;
import dev.kedge.replica.ReplicaClient;
import dev.kedge.replica.ReplicaLag;
import dev.kedge.replica.ReplicaRestore;
import dev.kedge.replica.ReplicaRestoreResult;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Keeps a read replica current from a destination. */
@Command(
    name = "follow",
    description = {
      "Keep a replica current from a destination, until stopped; it is restored from there first if"
          + " it does not exist. Each time that something was applied is a line.",
      "It has the replica open meanwhile: stop it to read there, or to promote it."
    })
final class FollowCommand extends KedgeCommand {

  private static final Duration TIME_TO_CLOSE = Duration.ofMinutes(1);

  @Mixin final WritableDatabase target = new WritableDatabase();

  @Option(
      names = "--from",
      required = true,
      paramLabel = "DESTINATION",
      description = "The destination, such as file:///backups/app.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  ReplicaClient source;

  @Option(
      names = "--poll-interval",
      paramLabel = "TIME",
      defaultValue = "1s",
      description = "How often it looks for something new; 1s unless given.")
  @SuppressWarnings("NullAway.Init") // set by picocli
  Duration pollInterval;

  @Option(
      names = "--reseed",
      description = {
        "Delete the replica and restore another when the destination has nothing any more that"
            + " continues it."
      })
  boolean reseed;

  @Option(names = "--once", description = "End when all that is there has been applied.")
  boolean once;

  private String lastError = "";

  FollowCommand(Console console) {
    super(console);
  }

  @Override
  int run() throws IOException {
    try (ReplicaClient client = source) {
      seed(client);
      Opening.refusePrimary(
          target.path, ", and a replica is what follows: name that one, or a new database");
      console.finishWithin(TIME_TO_CLOSE);
      try (Follower follower = open(client)) {
        follow(follower);
      }
    }
    return ExitCode.DONE;
  }

  /** Restores it if it is new: here, so that how far that is shows, and it can be stopped. */
  private void seed(ReplicaClient client) throws IOException {
    if (Files.exists(target.path) || Files.exists(Opening.logFolder(target.path))) {
      return;
    }
    Directories.requireParentOf(target.path);
    ReplicaRestoreResult restored;
    try (Progress progress = console.progress("restoring")) {
      restored = ReplicaRestore.from(client).listener(progress).to(target.path);
    }
    new ReplicaNotices(console).tellDamaged(restored.plan());
    Position position = restored.position();
    done(
        "restored version " + ReplicaReport.text(position),
        new Fields().with("event", "restored").with("position", position));
    console.out().flush();
  }

  private Follower open(ReplicaClient client) {
    return Follower.builder(target.path, client)
        .pollInterval(pollInterval)
        .reseed(reseed)
        .database(target::withArchive)
        .listener(new Reseeds())
        .open();
  }

  private void follow(Follower follower) throws IOException {
    do {
      Position before = follower.position();
      boolean polled = poll(follower);
      boolean applied = !follower.position().equals(before);
      if (polled && (once || applied)) {
        tell(applied ? "applied" : "status", follower.position(), follower.lag());
      }
    } while (!once && !console.awaitStop(pollInterval));
  }

  /** Polls; that a destination is away for a while is told of, once, and outlived. */
  private boolean poll(Follower follower) {
    try {
      follower.poll();
      lastError = "";
      return true;
    } catch (ReplicaGapException | GenerationMismatchException e) {
      throw reseed ? e : new RefusedException(Failures.message(e) + " (--reseed)", e);
    } catch (DestinationException e) {
      if (once) {
        throw e;
      }
      String error = Failures.message(e);
      if (!error.equals(lastError)) {
        console.say("kedge: " + error + "; trying again");
        lastError = error;
      }
      return false;
    }
  }

  private void tell(String event, Position position, ReplicaLag lag) throws IOException {
    done(
        "at version %s, %s".formatted(ReplicaReport.text(position), ReplicaReport.text(lag)),
        new Fields()
            .with("event", event)
            .with("position", position)
            .with("lag", ReplicaReport.fields(lag)));
    console.out().flush();
  }

  /** Tells of what was given up. */
  private final class Reseeds implements FollowerListener {

    @Override
    public void onReseeded(Position left, RuntimeException cause) {
      console.say("kedge: left " + left + " and restored anew: " + Failures.message(cause));
    }
  }
}
