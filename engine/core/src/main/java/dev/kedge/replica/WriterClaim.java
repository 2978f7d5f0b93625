package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.Position;
import java.time.Instant;

/**
 * Who writes in an epoch.
 *
 * @param epoch the epoch, from 1
 * @param instance the copy of the database
 * @param position where that stood when it claimed the epoch
 * @param process the process, in words
 * @param time when
 */
record WriterClaim(long epoch, long instance, Position position, String process, Instant time) {

  /**
   * Reads one.
   *
   * @throws DestinationException if it is missing or damaged
   */
  static WriterClaim read(ReplicaClient client, long epoch) {
    try {
      Fields fields = Fields.read(client, Layout.writer(epoch));
      return new WriterClaim(
          epoch,
          fields.number("instance"),
          fields.position("position"),
          fields.text("process"),
          fields.instant("time"));
    } catch (DestinationException e) {
      throw e.isDamaged() ? damaged(client, e) : e;
    }
  }

  /** Without it an older writer would be taken for the last one. */
  private static DestinationException damaged(ReplicaClient client, DestinationException e) {
    return DestinationException.damaged(
        client.url(),
        e.object(),
        "does not tell who writes: put an intact copy back, or say which generation is wanted; to"
            + " write there, take over",
        e);
  }

  /**
   * Whether nobody has claimed a newer epoch.
   *
   * <p>Retention deletes old claims. Why this still sees every newer one: epochs are claimed one
   * after another, and claims are deleted in the same order, never the newest. So if the next claim
   * is not there, and <em>after that</em> this one is, the next was never made: had it been made
   * and deleted, this one would have been deleted before it. This one has to be the same as it was,
   * since somebody who looked for the newest epoch long ago may make a claim again that was deleted
   * meanwhile. He has no use of it, as he looks for newer ones once he has made it.
   */
  boolean isNewest(ReplicaClient client) {
    return client.find(Layout.writer(epoch + 1)).isEmpty()
        && Optionals.ifThere(() -> read(client, epoch)).filter(this::equals).isPresent();
  }

  byte[] encode() {
    return Fields.encode(
        "instance", Layout.hex(instance), "position", position, "process", process, "time", time);
  }

  /** In words, for messages. */
  @Override
  public String toString() {
    return "instance " + Layout.hex(instance) + ", " + process + ", since " + time;
  }
}
