package dev.kedge;

/** What became of a commit whose call failed. */
public enum Outcome {
  /** Nothing of it was committed, and nothing of it will appear after a restart. */
  NOT_COMMITTED("this call has committed nothing"),

  /** It is wholly there or wholly absent; which one shows only when the database is reopened. */
  UNKNOWN("whether this call was committed shows only after reopening");

  private final String sentence;

  Outcome(String sentence) {
    this.sentence = sentence;
  }

  /** The outcome in words, for the messages of errors. */
  String sentence() {
    return sentence;
  }
}
