package dev.kedge.samples.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Entry;
import java.util.Arrays;
import java.util.Iterator;
import net.jpountz.lz4.LZ4Factory;
import org.junit.jupiter.api.Test;

class WorkloadTest {

  private static final Workload WORKLOAD = new Workload(10_000, Settings.VALUE_BYTES, 1);

  @Test
  void keysAreInOrderAndValuesAreOfTheirLength() {
    byte[] before = new byte[0];
    int records = 0;
    for (Iterator<Entry> all = WORKLOAD.sorted(); all.hasNext(); records++) {
      Entry entry = all.next();
      assertTrue(Arrays.compareUnsigned(before, entry.key()) < 0);
      assertEquals(WORKLOAD.recordBytes(), entry.key().length + entry.value().length);
      before = entry.key();
    }
    assertEquals(WORKLOAD.records(), records);
  }

  @Test
  void aboutHalfOfTheValuesCanBeCompressed() {
    byte[] values = new byte[1000 * Settings.VALUE_BYTES];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(
          WORKLOAD.value(i), 0, values, i * Settings.VALUE_BYTES, Settings.VALUE_BYTES);
    }
    int compressed = LZ4Factory.fastestInstance().fastCompressor().compress(values).length;
    assertEquals(0.55, (double) compressed / values.length, 0.1);
  }
}
