package dev.kedge.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MainTest {

  @Test
  void aCommandThatLastsIsKnownBehindOptionsToo() {
    assertTrue(Main.isLasting("replicate", "app.kv"));
    assertTrue(Main.isLasting("--verbose", "replicate", "app.kv"));
    assertFalse(Main.isLasting("--verbose", "get", "app.kv", "shell"));
    assertFalse(Main.isLasting("--help"));
    assertFalse(Main.isLasting());
  }
}
