package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.Position;

/**
 * Compares what is at a destination with what a writer said that it had stored there, so that no
 * older state is ever taken for the latest.
 *
 * @param destination what is there, listed after the heartbeat was read: a writer may store more
 *     meanwhile
 * @param said what the writer said
 */
record HeartbeatCheck(Destination destination, Heartbeat said) {

  /**
   * Refuses a line that the last writer was not on. What one says who came before the last of whom
   * there is a state does not count.
   *
   * @param advice how to do without what is lost
   */
  void refuseLostGeneration(Line line, String advice) {
    Position proved = said.proved();
    if (proved.version() > 0
        && said.epoch() >= destination.lastWriters().lastEpoch()
        && !line.reaches(proved)) {
      throw new DestinationException(
          destination.client().url(),
          "generation " + Layout.hex(proved.generation()),
          "is not there as it was: version "
              + proved.version()
              + " of it had been stored, as the heartbeat says; put back what is missing, or "
              + advice,
          null);
    }
  }

  /**
   * Refuses an end of a line that is before what was stored on it.
   *
   * @param advice how to do without what is lost
   */
  void refuseLostEnd(Line line, long end, String advice) {
    Position proved = said.proved();
    if (proved.version() > end && line.reaches(proved)) {
      throw new DestinationException(
          destination.client().url(),
          "log",
          "ends at version "
              + end
              + ", though version "
              + proved.version()
              + " had been stored, as the heartbeat says: put back what is missing, or "
              + advice,
          null);
    }
  }
}
