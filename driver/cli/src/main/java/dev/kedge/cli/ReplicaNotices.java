package dev.kedge.cli;

import dev.kedge.cli.console.Console;
import dev.kedge.replica.RecoverableWindow;
import dev.kedge.replica.ReplicaListener;

/**
 * Tells of what is wrong at a destination though what was asked for is done.
 *
 * @param console where it is told
 */
record ReplicaNotices(Console console) implements ReplicaListener {

  @Override
  public void onHole(RecoverableWindow.Hole lost) {
    console.say("kedge: " + ReplicaReport.of(lost).sentence());
  }

  @Override
  public void onError(String what, RuntimeException error) {
    console.say("kedge: " + Failures.message(error));
  }
}
