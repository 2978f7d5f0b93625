package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {

  @Test
  void theTextFormIsSixteenDigitsEach() {
    assertEquals("00000000000000ff:0000000000000010", new Position(255, 16).toString());
    assertEquals("ffffffffffffffff:7fffffffffffffff", new Position(-1, Long.MAX_VALUE).toString());
    assertEquals("0000000000000000:0000000000000000", new Position(0, 0).toString());
  }

  @Test
  void parseReadsWhatToStringWrites() {
    long seed = 20260131;
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      Position position = new Position(random.nextLong(), random.nextLong() & Long.MAX_VALUE);
      assertEquals(position, Position.parse(position.toString()), "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "ff:10",
        "00000000000000ff",
        "00000000000000ff:",
        "00000000000000ff:000000000000001",
        "00000000000000ff:00000000000000100",
        "0000000000000ff:00000000000000100",
        "00000000000000ff-0000000000000010",
        "00000000000000ff:000000000000001:",
        "00000000000000FF:0000000000000010",
        "00000000000000fg:0000000000000010",
        "+0000000000000ff:0000000000000010",
        "00000000000000ff: 000000000000010",
        " 0000000000000ff:0000000000000010",
        "00000000000000ff:0000000000000010 ",
        "00000000000000ff:0000000000000010\n",
        "00000000000000ff:000000000000001\u0660",
        "0x000000000000ff:0000000000000010",
        "00000000000000ff:8000000000000000",
        "00000000000000ff:ffffffffffffffff"
      })
  void parseRefusesEverythingElse(String text) {
    assertThrows(IllegalArgumentException.class, () -> Position.parse(text));
  }

  @Test
  void aRefusalShowsTheTextAndTheForm() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Position.parse("junk")).getMessage();
    assertTrue(message.contains("\"junk\""), message);
    assertTrue(message.contains("<16 hex digits>:<16 hex digits>"), message);
  }

  @Test
  void aNegativeVersionIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Position(1, -1));
    assertThrows(IllegalArgumentException.class, () -> new Ancestor(1, -1));
  }

  @Test
  void aGenerationShowsSixteenDigits() {
    assertEquals("000000000000002a", Position.generationText(42));
    assertEquals("8000000000000000 after version 7", new Ancestor(Long.MIN_VALUE, 7).toString());
  }
}
