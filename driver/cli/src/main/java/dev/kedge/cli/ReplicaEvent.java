package dev.kedge.cli;

import dev.kedge.cli.text.Fields;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a replica.
 *
 * @param replica its name
 * @param what what it was, such as {@code sync}
 * @param report what is told of it
 * @param end why the replica can't go on, null if it does
 */
record ReplicaEvent(
    String replica, String what, ReplicaReport report, @Nullable RuntimeException end) {

  static ReplicaEvent of(String replica, String what, ReplicaReport report) {
    return new ReplicaEvent(replica, what, report, null);
  }

  /** An event that is told in words only. */
  static ReplicaEvent of(
      String replica, String what, String sentence, @Nullable RuntimeException end) {
    Fields fields = new Fields().with("message", sentence);
    return new ReplicaEvent(replica, what, new ReplicaReport(sentence, fields), end);
  }

  String sentence() {
    return replica + ": " + report.sentence();
  }

  Fields fields() {
    return new Fields()
        .with("replica", replica)
        .with("event", what)
        .with("result", report.fields());
  }
}
