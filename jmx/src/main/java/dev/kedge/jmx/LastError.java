package dev.kedge.jmx;

import java.time.Instant;

/**
 * What went wrong last, and when: both from one moment.
 *
 * @param text a line about it, empty if nothing has gone wrong
 * @param at when it was
 */
record LastError(String text, Instant at) {

  /** Nothing has gone wrong. */
  static final LastError NONE = new LastError("", Instant.EPOCH);

  /** When it was, as attributes have it: in seconds since 1970, 0 if nothing has gone wrong. */
  double timestampSeconds() {
    return Time.epochSeconds(at);
  }
}
