package dev.kedge.jmx;

import dev.kedge.KedgeException;
import dev.kedge.Role;
import dev.kedge.replica.Follower;
import dev.kedge.replica.ReplicaLag;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** How far a follower is behind its primary, in numbers; what is unknown is NaN. */
record FollowerLag(double versions, double bytes, double seconds, double heartbeatAgeSeconds) {

  private static final FollowerLag UNKNOWN = of(ReplicaLag.UNKNOWN);

  /** As it is now; unknown once it was promoted or closed. */
  static FollowerLag of(Follower follower) {
    try {
      return follower.database().role() == Role.PRIMARY ? UNKNOWN : of(follower.lag());
    } catch (KedgeException e) {
      return UNKNOWN; // it is being closed
    }
  }

  private static FollowerLag of(ReplicaLag lag) {
    return new FollowerLag(
        number(lag.versions()), number(lag.bytes()), seconds(lag.time()), seconds(lag.proofAge()));
  }

  private static double number(OptionalLong value) {
    return value.isEmpty() ? Double.NaN : value.getAsLong();
  }

  private static double seconds(Optional<Duration> value) {
    return value.map(known -> Math.max(0, Time.seconds(known.toNanos()))).orElse(Double.NaN);
  }

  boolean isKnown() {
    return !Double.isNaN(versions);
  }
}
