package dev.kedge;

import static dev.kedge.Databases.bytes;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class KeyRangeTest {

  @Test
  void rangesOfTheSameBoundsAndOrderAreEqual() {
    KeyRange range = KeyRange.between(bytes("a"), bytes("b"));
    assertEquals(KeyRange.prefix(bytes("a")), range);
    assertEquals(KeyRange.prefix(bytes("a")).hashCode(), range.hashCode());
    assertNotEquals(range, range.reversed());
    assertNotEquals(range, KeyRange.from(bytes("a")));
    assertEquals(KeyRange.all(), KeyRange.from(new byte[0]));
  }

  @Test
  void aRangeTellsItsBoundsAndOrder() {
    assertEquals("[61, 62)", KeyRange.prefix(bytes("a")).toString());
    assertEquals("[6162, end) descending", KeyRange.from(bytes("ab")).reversed().toString());
  }
}
