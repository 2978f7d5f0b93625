package dev.kedge.samples.benchmarks;

/** One thing that Pace measures. */
interface Section {

  /** What {@code --only} calls it: lower case, one word. */
  String name();

  /** Measures it and reports what came out. */
  void measure(Bench bench) throws Exception;
}
