package dev.kedge.samples.benchmarks;

/**
 * A figure that the design asks for, and what was measured.
 *
 * @param what what was measured
 * @param asked what is asked for, in words
 * @param limit the physical limit measured beside it, in words; empty if there is none
 * @param required the figure that must be reached, or not be passed
 * @param measured the figure that was measured
 * @param ratio measured by limit if the target is a share of it, else by the target
 * @param atLeast whether more is better
 * @param unit of the figures
 */
record Target(
    String what,
    String asked,
    String limit,
    double required,
    double measured,
    double ratio,
    boolean atLeast,
    Unit unit) {

  /** A target that is a figure to be reached. */
  static Target atLeast(String what, double required, double measured, Unit unit, String limit) {
    return new Target(
        what,
        "≥ " + unit.print(required),
        limit,
        required,
        measured,
        measured / required,
        true,
        unit);
  }

  /** A target that is a share of a limit to be reached. */
  static Target atLeastShare(
      String what, double share, String limitName, double limit, double measured, Unit unit) {
    return new Target(
        what,
        "≥ %.1f × %s".formatted(share, limitName),
        unit.print(limit),
        share * limit,
        measured,
        measured / limit,
        true,
        unit);
  }

  /** A target that is a figure not to be passed. */
  static Target atMost(String what, double required, double measured, Unit unit, String limit) {
    return new Target(
        what,
        "≤ " + unit.print(required),
        limit,
        required,
        measured,
        measured / required,
        false,
        unit);
  }

  /** A target that is a multiple of a limit not to be passed. */
  static Target atMostTimes(
      String what, double times, String limitName, double limit, double measured, Unit unit) {
    return new Target(
        what,
        "≤ %.0f × %s".formatted(times, limitName),
        unit.print(limit),
        times * limit,
        measured,
        measured / limit,
        false,
        unit);
  }

  boolean isMet() {
    return atLeast ? measured >= required : measured <= required;
  }

  /** Whether it was met, and if not by how much. */
  String verdict() {
    if (isMet()) {
      return "MET";
    }
    double by = atLeast ? 1 - measured / required : measured / required - 1;
    return "MISSED by %.0f %%".formatted(by * 100);
  }
}
