package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.DestinationException;
import dev.kedge.FencedWriterException;
import dev.kedge.internal.io.LockHolder;
import java.time.Instant;

/**
 * The right to write to a destination: an epoch, claimed by creating its object. It is lost when
 * somebody claims the next one, which is looked at before anything counts as proved.
 */
final class Writer {

  private final ReplicaClient client;
  private final WriterClaim claim;

  private Writer(ReplicaClient client, WriterClaim claim) {
    this.client = client;
    this.claim = claim;
  }

  /**
   * Claims the next epoch.
   *
   * @param newest the newest epoch that is known
   * @param takeOver whether also from another instance
   * @throws FencedWriterException if another instance holds the newest epoch, and must not lose it
   */
  static Writer claim(
      ReplicaClient client, Database database, long newest, boolean takeOver, Instant now) {
    long epoch = newest;
    while (true) {
      if (epoch > 0 && !takeOver) {
        checkOwn(client, database, epoch);
      }
      epoch++;
      WriterClaim claim =
          new WriterClaim(epoch, database.instance(), database.position(), process(), now);
      if (Uploads.create(client, Layout.writer(epoch), claim.encode())) {
        return new Writer(client, claim);
      }
    }
  }

  private static String process() {
    LockHolder here = LockHolder.current();
    return "pid " + here.pid() + " on " + here.host();
  }

  private static void checkOwn(ReplicaClient client, Database database, long epoch) {
    WriterClaim holder = WriterClaim.read(client, epoch);
    if (holder.instance() != database.instance()) {
      throw new FencedWriterException(client.url(), epoch, holder.toString());
    }
  }

  long epoch() {
    return claim.epoch();
  }

  /**
   * Looks for a newer epoch.
   *
   * @throws FencedWriterException if there is one
   * @throws DestinationException if this one is not there any more, without a newer one: what was
   *     claimed is not mounted, or was emptied
   */
  void checkNotFenced() {
    if (claim.isNewest(client)) {
      return;
    }
    long newest = newestClaimed();
    if (newest < claim.epoch()) {
      throw new DestinationException(
          client.url(),
          Layout.writer(claim.epoch()),
          "is not there any more: mount the destination that this replica has written to, or make"
              + " another replica if it is to begin anew",
          null);
    }
    throw fenced(newest);
  }

  private long newestClaimed() {
    Newest newest = new Newest();
    Destination.listAll(client, Layout.WRITERS)
        .forEach(object -> Layout.visit(client.url(), object, newest));
    return newest.epoch;
  }

  /** The highest epoch in a listing, 0 if there is none. */
  private static final class Newest implements Layout.Visitor {
    private long epoch;

    @Override
    public void writer(long claimed) {
      epoch = Math.max(epoch, claimed);
    }
  }

  /**
   * Looks for a newer epoch in what was listed after this one was claimed: a claim is void that was
   * made when there were newer ones.
   *
   * @throws FencedWriterException if there is one
   */
  void checkNewest(Destination listed) {
    if (listed.epoch() > claim.epoch()) {
      throw fenced(listed.epoch());
    }
  }

  private FencedWriterException fenced(long newest) {
    String holder =
        Optionals.ifThere(() -> WriterClaim.read(client, newest))
            .map(WriterClaim::toString)
            .orElse("another writer");
    return new FencedWriterException(client.url(), newest, holder);
  }
}
