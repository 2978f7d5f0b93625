package dev.kedge.cli;

import dev.kedge.replica.Destination;
import dev.kedge.replica.ReplicaClient;

/** Looks at destinations. */
final class Destinations {

  private Destinations() {}

  /**
   * Lists a destination.
   *
   * @throws RefusedException if nothing is there, as when its name is mistyped
   */
  static Destination listFilled(ReplicaClient client) {
    Destination destination = Destination.list(client);
    if (destination.generations().isEmpty()) {
      throw new RefusedException("nothing was replicated to " + client.url() + " yet");
    }
    return destination;
  }
}
