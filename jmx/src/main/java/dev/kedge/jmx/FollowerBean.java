package dev.kedge.jmx;

import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.Role;
import dev.kedge.replica.Follower;
import java.time.Instant;

/** The attributes and operations of a follower. */
final class FollowerBean implements FollowerMXBean {

  private final String name;
  private final Follower follower;
  private final FollowerEvents events;
  private final OperationLog operations;
  private volatile Standing last;

  /**
   * A bean.
   *
   * @param name the name of its database in JMX
   */
  FollowerBean(String name, Follower follower, FollowerEvents events, OperationLog operations) {
    this.name = name;
    this.follower = follower;
    this.events = events;
    this.operations = operations;
    this.last = Standing.of(follower);
  }

  /** Where it stands, at one moment. */
  private record Standing(Position position, Instant commitTime) {
    static Standing of(Follower follower) {
      return follower.database().view(own -> new Standing(own.position(), own.commitTime()));
    }
  }

  /** What a poll or a promotion ended with. */
  private record Outcome(Position position) {}

  private Standing standing() {
    try {
      last = Standing.of(follower);
    } catch (KedgeException e) {
      // It is closed; getters must not fail.
    }
    return last;
  }

  @Override
  public String getDestination() {
    return Audit.escape(follower.url());
  }

  @Override
  public boolean isRunning() {
    return follower.isRunning();
  }

  @Override
  public String getPosition() {
    return standing().position().toString();
  }

  @Override
  public long getVersion() {
    return standing().position().version();
  }

  @Override
  public double getCommitTimestampSeconds() {
    return Time.epochSeconds(standing().commitTime());
  }

  @Override
  public boolean isLagKnown() {
    return FollowerLag.of(follower).isKnown();
  }

  @Override
  public double getLagVersions() {
    return FollowerLag.of(follower).versions();
  }

  @Override
  public double getLagBytes() {
    return FollowerLag.of(follower).bytes();
  }

  @Override
  public double getLagSeconds() {
    return FollowerLag.of(follower).seconds();
  }

  @Override
  public double getHeartbeatAgeSeconds() {
    return FollowerLag.of(follower).heartbeatAgeSeconds();
  }

  @Override
  public String getLastError() {
    return events.lastError().text();
  }

  @Override
  public double getLastErrorTimestampSeconds() {
    return events.lastError().timestampSeconds();
  }

  @Override
  public long getErrorsTotal() {
    return events.errors();
  }

  @Override
  public long getAppliedTotal() {
    return events.applied();
  }

  @Override
  public long getReseedsTotal() {
    return events.reseeds();
  }

  @Override
  public void start() {
    follower.start();
  }

  @Override
  public void stop() {
    follower.stop();
  }

  @Override
  public OperationStatus poll() {
    return operations.run("poll", "", progress -> new Outcome(follower.poll()));
  }

  @Override
  public OperationStatus promote(String confirmation) {
    Confirmation.check(confirmation, name);
    return operations.run("promote", "", progress -> promoted());
  }

  private Outcome promoted() {
    if (follower.database().role() == Role.PRIMARY) {
      throw new IllegalStateException(name + " was promoted already: nothing was done");
    }
    return new Outcome(follower.promote());
  }
}
