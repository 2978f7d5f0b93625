package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TargetTest {

  @Test
  void aShareIsMetFromThatShareOfTheLimitOn() {
    assertEquals("MET", share(800).verdict());
    assertEquals("MISSED by 10 %", share(720).verdict());
    assertEquals(0.72, share(720).ratio());
  }

  @Test
  void anUpperBoundIsMissedByWhatIsAboveIt() {
    assertEquals("MET", bound(250).verdict());
    assertEquals("MISSED by 50 %", bound(375).verdict());
  }

  private static Target share(double measured) {
    return Target.atLeastShare("backup", 0.8, "cp", 1000, measured, Unit.MB_PER_SECOND);
  }

  private static Target bound(double measured) {
    return Target.atMost("longest commit", 250, measured, Unit.MILLIS, "");
  }
}
