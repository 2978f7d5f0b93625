package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.ReplicaListener;
import dev.kedge.replica.RestorePlan;

/**
 * Tells of what is wrong at a destination though what was asked for is done.
 *
 * @param console where it is told
 */
record ReplicaNotices(Console console) implements ReplicaListener {

  /** Also where nobody reads what was done: it wants mending before the next restore. */
  void tellDamaged(RestorePlan plan) {
    for (String object : plan.damaged()) {
      String instead =
          object.equals("heartbeat")
              ? "whether more had been stored can't be told"
              : "an older snapshot is used";
      console.say("kedge: " + plan.url() + ": " + object + " is damaged: " + instead);
    }
  }

  @Override
  public void onHole(RecoverableWindow.Hole lost) {
    console.say("kedge: " + ReplicaReport.of(lost).sentence());
  }

  @Override
  public void onError(String what, RuntimeException error) {
    console.say("kedge: " + Failures.message(error));
  }
}
