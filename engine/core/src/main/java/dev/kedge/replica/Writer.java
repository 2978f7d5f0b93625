package dev.kedge.replica;

import dev.kedge.Database;
import dev.kedge.FencedWriterException;
import java.time.Instant;
import java.util.Optional;

/**
 * The right to write to a destination: an epoch, claimed by creating its object. It is lost when
 * somebody claims the next one, which is looked at before anything counts as proved.
 */
final class Writer {

  private final ReplicaClient client;
  private final long epoch;

  private Writer(ReplicaClient client, long epoch) {
    this.client = client;
    this.epoch = epoch;
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
        return new Writer(client, epoch);
      }
    }
  }

  private static String process() {
    return "pid " + ProcessHandle.current().pid();
  }

  private static void checkOwn(ReplicaClient client, Database database, long epoch) {
    WriterClaim holder = WriterClaim.read(client, epoch);
    if (holder.instance() != database.instance()) {
      throw new FencedWriterException(client.url(), epoch, holder.toString());
    }
  }

  long epoch() {
    return epoch;
  }

  /**
   * Looks for a newer epoch: they are claimed one after another.
   *
   * @throws FencedWriterException if there is one
   */
  void checkNotFenced() {
    Optional<ObjectInfo> next = client.find(Layout.writer(epoch + 1));
    if (next.isPresent()) {
      String holder =
          Optionals.ifThere(() -> WriterClaim.read(client, epoch + 1))
              .map(WriterClaim::toString)
              .orElse("another writer");
      throw new FencedWriterException(client.url(), epoch + 1, holder);
    }
  }
}
