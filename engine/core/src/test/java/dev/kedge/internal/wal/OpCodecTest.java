package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpCodecTest {

  private static final byte[] KEY = {1, 2, 3};
  private static final byte[] VALUE = {9};
  private static final byte[] EMPTY = {};

  private static List<Op> decode(byte[] bytes) {
    List<Op> ops = new ArrayList<>();
    OpCodec.decode(bytes, 0, bytes.length, ops::add);
    return ops;
  }

  @Test
  void theBytesAreTheDocumentedOnes() {
    List<Op> ops =
        List.of(
            Op.put(KEY, VALUE),
            Op.delete(KEY),
            Op.deleteRange(KEY, VALUE),
            Op.deleteRange(EMPTY, null));
    byte[] bytes = OpCodec.encode(ops);
    assertEquals("010301020301090203010203030301020301010903" + "0000", hex(bytes));
    assertEquals(ops, decode(bytes));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void randomOperationsComeBack() {
    Random random = new Random(1);
    for (int round = 0; round < 300; round++) {
      List<Op> ops = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        ops.add(randomOp(random));
      }
      byte[] bytes = OpCodec.encode(ops);
      assertEquals(ops.stream().mapToLong(OpCodec::encodedLength).sum(), bytes.length);
      byte[] framed = new byte[bytes.length + 10];
      System.arraycopy(bytes, 0, framed, 5, bytes.length);
      List<Op> decoded = new ArrayList<>();
      OpCodec.decode(framed, 5, bytes.length, decoded::add);
      assertEquals(ops, decoded);
      OpCodec.validate(framed, 5, bytes.length);
    }
  }

  private static Op randomOp(Random random) {
    byte[] key = bytes(random, random.nextInt(300));
    byte[] value = bytes(random, random.nextInt(4) == 0 ? 20_000 : random.nextInt(200));
    return switch (random.nextInt(4)) {
      case 0 -> Op.delete(key);
      case 1 -> Op.deleteRange(key, value);
      case 2 -> Op.deleteRange(key, null);
      default -> Op.put(key, value);
    };
  }

  private static byte[] bytes(Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  void everyOtherEncodingIsMalformed() {
    for (String malformed :
        List.of(
            "00", // no such type
            "04",
            "01", // ends early
            "0103",
            "010301",
            "0100",
            "010001",
            "02ff",
            "02ffffffff0f", // beyond an int
            "02ffffffff7f",
            "02ffffffffff01", // six bytes
            "028000", // longer than needed
            "0281808000",
            "0300", // no end told
            "030002",
            "030001",
            "03000105")) {
      byte[] bytes = HexFormat.of().parseHex(malformed);
      assertThrows(MalformedOpsException.class, () -> decode(bytes), malformed);
      assertThrows(
          MalformedOpsException.class, () -> OpCodec.validate(bytes, 0, bytes.length), malformed);
    }
  }

  @Test
  void whateverIsAcceptedEncodesToTheSameBytes() {
    Random random = new Random(2);
    int accepted = 0;
    for (int round = 0; round < 60_000; round++) {
      byte[] bytes = new byte[random.nextInt(9)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : random.nextInt(4));
      }
      try {
        assertArrayEquals(bytes, OpCodec.encode(decode(bytes)));
        accepted++;
      } catch (MalformedOpsException e) {
        assertThrows(MalformedOpsException.class, () -> OpCodec.validate(bytes, 0, bytes.length));
      }
    }
    assertNotEquals(0, accepted);
  }

  @Test
  void theVisitorSeesTheBytesInPlace() {
    byte[] bytes = OpCodec.encode(List.of(Op.put(KEY, VALUE), Op.deleteRange(EMPTY, null)));
    List<String> seen = new ArrayList<>();
    OpCodec.visit(
        bytes,
        0,
        bytes.length,
        new OpVisitor() {
          @Override
          public void put(byte[] buffer, int key, int keyLength, int value, int valueLength) {
            seen.add(slice(buffer, key, keyLength) + "=" + slice(buffer, value, valueLength));
          }

          @Override
          public void delete(byte[] buffer, int key, int keyLength) {
            seen.add("unexpected");
          }

          @Override
          public void deleteRange(byte[] buffer, int start, int length, int end, int endLength) {
            seen.add(slice(buffer, start, length) + ".." + end);
          }
        });
    assertEquals(List.of("010203=09", "..-1"), seen);
  }

  private static String slice(byte[] buffer, int offset, int length) {
    return hex(Arrays.copyOfRange(buffer, offset, offset + length));
  }

  @Test
  void operationsCheckThemselvesAndAreEqualByContent() {
    assertThrows(IllegalArgumentException.class, () -> new Op(Op.Type.PUT, KEY, null));
    assertThrows(IllegalArgumentException.class, () -> new Op(Op.Type.DELETE, KEY, VALUE));
    assertEquals(Op.put(KEY, VALUE), Op.put(KEY.clone(), VALUE.clone()));
    assertEquals(Op.put(KEY, VALUE).hashCode(), Op.put(KEY.clone(), VALUE.clone()).hashCode());
    assertNotEquals(Op.delete(KEY), Op.deleteRange(KEY, null));
  }

  @Test
  void theHistoryChecksumDependsOnEverything() {
    byte[] ops = OpCodec.encode(List.of(Op.put(KEY, VALUE)));
    long opsHash = HistoryHash.opsHash(ops, 0, ops.length);
    long base = HistoryHash.next(5, 6, 7, opsHash);
    assertEquals(base, HistoryHash.next(5, 6, 7, opsHash));
    assertNotEquals(base, HistoryHash.next(4, 6, 7, opsHash));
    assertNotEquals(base, HistoryHash.next(5, 7, 7, opsHash));
    assertNotEquals(base, HistoryHash.next(5, 6, 8, opsHash));
    ops[ops.length - 1]++;
    assertNotEquals(opsHash, HistoryHash.opsHash(ops, 0, ops.length));
    // Fixed for ever: histories of different builds must agree.
    assertEquals(0xef46db3751d8e999L, HistoryHash.opsHash(EMPTY, 0, 0));
  }
}
