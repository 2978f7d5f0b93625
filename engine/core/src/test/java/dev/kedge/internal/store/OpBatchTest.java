package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.wal.Op;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpBatchTest {

  private final OpBatch batch = new OpBatch();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static Op put(String key, String value) {
    return Op.put(bytes(key), bytes(value));
  }

  private List<Op> drained() {
    List<Op> drained = new ArrayList<>();
    batch.drainTo(drained::add);
    return drained;
  }

  private List<Op> drained(Op... ops) {
    Arrays.asList(ops).forEach(batch::add);
    return drained();
  }

  @Test
  void keysComeInTheirOrderAndOfEachTheLastOperation() {
    Op last = Op.delete(bytes("b"));
    assertEquals(
        List.of(put("a", "1"), last, put("c", "3")),
        drained(put("c", "3"), put("b", "2"), put("a", "1"), last));
    assertTrue(batch.isEmpty());
    assertEquals(0, batch.heapBytes());
    assertEquals(List.of(), drained());
  }

  @Test
  void aDeletionOfARangeKeepsItsPlaceInTime() {
    Op range = Op.deleteRange(bytes("a"), bytes("z"));
    assertEquals(
        List.of(put("a", "1"), put("b", "1"), range, put("b", "3"), put("c", "2")),
        drained(put("b", "1"), put("a", "1"), range, put("c", "2"), put("b", "3")));
    assertEquals(List.of(range, range), drained(range, range));
  }

  @Test
  void keysThatDifferLateOrOnlyInLengthAreInOrderToo() {
    Random random = new Random(7);
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      byte[] key = new byte[random.nextInt(20)];
      random.nextBytes(key);
      for (int k = 0; k < key.length; k++) {
        key[k] = random.nextInt(8) == 0 ? key[k] : 0;
      }
      ops.add(Op.put(key, new byte[0]));
    }
    List<Op> drained = drained(ops.toArray(Op[]::new));
    for (int i = 1; i < drained.size(); i++) {
      assertTrue(Arrays.compareUnsigned(drained.get(i - 1).key(), drained.get(i).key()) < 0);
    }
    assertEquals(ops.stream().distinct().count(), drained.size());
  }
}
