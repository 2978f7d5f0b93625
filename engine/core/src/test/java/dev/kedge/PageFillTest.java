package dev.kedge;

import static dev.kedge.Databases.bytes;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How full pages are, by the order in which keys come. */
class PageFillTest {

  private static final int PAGE = 4096;
  private static final int ENTRIES = 4000;
  private static final int VALUE = 100;
  private static final int PER_COMMIT = 8;

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** The bytes of the pages in use for each byte of keys and values. */
  private double bytesPerLiveByte(IntFunction<String> keys) {
    Database database = databases.open(databases.sim("a.kv").pageSize(PAGE));
    WriteBatch neighbours = new WriteBatch();
    for (int i = 0; i < 100; i++) {
      neighbours.put(bytes("a" + i), new byte[VALUE]).put(bytes("z" + i), new byte[VALUE]);
    }
    database.write(neighbours);
    long live = 0;
    for (int i = 0; i < ENTRIES; i += PER_COMMIT) {
      WriteBatch batch = new WriteBatch();
      for (int j = i; j < i + PER_COMMIT; j++) {
        byte[] key = bytes(keys.apply(j));
        batch.put(key, new byte[VALUE]);
        live += key.length + VALUE;
      }
      database.write(batch);
      if (i % 1000 == 0) {
        database.checkpoint();
      }
    }
    return (double) database.check().livePages() * PAGE / live;
  }

  private void assertFull(IntFunction<String> keys) {
    double ratio = bytesPerLiveByte(keys);
    assertTrue(ratio < 1.3, "bytes in the file for each live byte: " + ratio);
  }

  @Test
  void keysThatAscendBetweenOthersFillThePages() {
    assertFull(i -> "event/%08d".formatted(i));
  }

  @Test
  void keysThatDescendBetweenOthersFillThePages() {
    assertFull(i -> "event/%08d".formatted(ENTRIES - i));
  }

  @Test
  void keysThatAscendInSeveralPlacesFillThePages() {
    assertFull(i -> "%c/%08d".formatted('c' + i / PER_COMMIT % 7, i));
  }

  @Test
  void keysInNoOrderFillThreeQuartersOfThePages() {
    Random random = new Random(7);
    double ratio = bytesPerLiveByte(i -> "event/%08x".formatted(random.nextInt()));
    assertTrue(ratio < 1.5, "bytes in the file for each live byte: " + ratio);
  }
}
