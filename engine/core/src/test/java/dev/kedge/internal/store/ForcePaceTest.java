package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ForcePaceTest {

  private static final long MILLIS = 1_000_000;

  private final ForcePace pace = new ForcePace(8, 32, 256);

  @Test
  void aFastDeviceIsForcedMoreSeldomUpToABound() {
    pace.forced(40 * MILLIS);
    assertEquals(48, pace.bytes());
    for (int i = 0; i < 5; i++) {
      pace.forced(1);
    }
    assertEquals(256, pace.bytes());
  }

  @Test
  void aSlowDeviceIsForcedMoreOftenDownToABound() {
    pace.forced(120 * MILLIS);
    assertEquals(16, pace.bytes());
    pace.forced(60_000 * MILLIS);
    assertEquals(8, pace.bytes());
  }

  @Test
  void oneForceThatTookNoTimeOnlyDoublesIt() {
    pace.forced(0);
    assertEquals(64, pace.bytes());
  }
}
