package dev.kedge.internal.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.CorruptionException;
import dev.kedge.OperationCancelledException;
import dev.kedge.ProgressListener;
import dev.kedge.StorageFullException;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.wal.Op;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class OpRunsTest {

  private static final long BUFFER = 1 << 20;
  private static final Path TARGET = SimStorage.ROOT.resolve("app.kv");

  private final SimStorage storage = new SimStorage();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void add(OpRuns runs, Op... ops) {
    OpBatch batch = new OpBatch();
    Arrays.asList(ops).forEach(batch::add);
    runs.add(batch);
    runs.settle();
  }

  private List<Op> merged(OpRuns runs, long bufferBytes) {
    List<Op> merged = new ArrayList<>();
    runs.mergeTo(merged::add, bufferBytes, ProgressListener.NONE);
    assertEquals(0, runs.count());
    storage
        .files()
        .forEach((file, content) -> assertFalse(content.length > 0 && isScratch(file), file + ""));
    assertEquals(0, runs.bytes());
    return merged;
  }

  private Path scratch() {
    return storage.files().keySet().stream()
        .filter(OpRunsTest::isScratch)
        .findFirst()
        .orElseThrow();
  }

  private static boolean isScratch(Path file) {
    return file.toString().endsWith(".tmp");
  }

  @Test
  void ofEachKeyTheLastOperationOfAllRunsIsGivenInOrder() {
    try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
      assertEquals(List.of(), merged(runs, BUFFER));
      add(runs, Op.put(bytes("b"), bytes("1")), Op.put(bytes("a"), bytes("1")));
      add(runs);
      add(
          runs,
          Op.delete(bytes("b")),
          Op.put(bytes("c"), bytes("")),
          Op.put(bytes(""), bytes("x")));
      add(runs, Op.put(bytes("a"), bytes("2")));
      assertEquals(4, runs.count());
      assertEquals(
          List.of(
              Op.put(bytes(""), bytes("x")),
              Op.put(bytes("a"), bytes("2")),
              Op.delete(bytes("b")),
              Op.put(bytes("c"), bytes(""))),
          merged(runs, BUFFER));
      add(runs, Op.delete(bytes("d")));
      assertEquals(List.of(Op.delete(bytes("d"))), merged(runs, BUFFER));
    }
    assertEquals(List.of(), List.copyOf(storage.files().keySet()));
  }

  @Test
  void whatIsLargerThanBuffersAndKeysThatDifferLateAreMergedToo() {
    Random random = new Random(5);
    TreeMap<String, Op> model = new TreeMap<>();
    try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
      for (int run = 0; run < 40; run++) {
        Op[] ops = new Op[random.nextInt(300)];
        for (int i = 0; i < ops.length; i++) {
          String key = "a long beginning " + "x".repeat(random.nextInt(3)) + random.nextInt(3000);
          byte[] value = new byte[random.nextInt(random.nextInt(50) == 0 ? 400_000 : 60)];
          random.nextBytes(value);
          ops[i] = random.nextInt(4) == 0 ? Op.delete(bytes(key)) : Op.put(bytes(key), value);
          model.put(key, ops[i]);
        }
        add(runs, ops);
      }
      assertEquals(List.copyOf(model.values()), merged(runs, 40 * 5000));
    }
  }

  @Test
  void aChangedByteOfTheScratchIsFound() {
    Random random = new Random(6);
    for (int round = 0; round < 50; round++) {
      try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
        for (int run = 0; run < 3; run++) {
          Op[] ops = new Op[100];
          Arrays.setAll(ops, i -> Op.put(bytes("key" + random.nextInt(1000)), new byte[20]));
          add(runs, ops);
        }
        storage.flipBit(scratch(), random.nextLong(runs.bytes()), random.nextInt(8));
        CorruptionException e =
            assertThrows(
                CorruptionException.class,
                () -> runs.mergeTo(op -> {}, BUFFER, ProgressListener.NONE));
        assertTrue(e.getMessage().contains("failing disk"), e.getMessage());
      }
    }
  }

  @Test
  void aFullDeviceLeavesTheBatchAndTheRunsBefore() {
    try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
      add(runs, Op.put(bytes("a"), bytes("1")), Op.put(bytes("b"), bytes("1")));
      storage.limitCapacity(storage.usedBytes() + 10);
      OpBatch batch = new OpBatch();
      batch.add(Op.put(bytes("b"), new byte[100_000]));
      runs.add(batch);
      assertThrows(StorageFullException.class, runs::settle);
      assertFalse(batch.isEmpty());
      assertEquals(
          List.of(Op.put(bytes("a"), bytes("1")), Op.put(bytes("b"), bytes("1"))),
          merged(runs, BUFFER));
    }
  }

  @Test
  void aMergeTellsHowFarItIsAndCanBeCancelled() {
    List<Long> told = new ArrayList<>();
    try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
      add(runs, Op.put(bytes("a"), new byte[100]), Op.put(bytes("b"), new byte[100]));
      long total = runs.bytes();
      ProgressListener listener =
          new ProgressListener() {
            @Override
            public void progress(long bytesDone, long bytesTotal) {
              assertEquals(total, bytesTotal);
              told.add(bytesDone);
            }

            @Override
            public boolean isCancelled() {
              return told.size() == 1;
            }
          };
      assertThrows(OperationCancelledException.class, () -> runs.mergeTo(op -> {}, 100, listener));
      assertEquals(1, told.size());
    }
    assertEquals(List.of(), List.copyOf(storage.files().keySet()));
  }

  @Test
  void whatAKilledProcessLeftIsDeletedByTheNextOne() {
    try (OpRuns runs = OpRuns.beside(storage, TARGET)) {
      add(runs, Op.delete(bytes("a")));
      SimStorage left = storage.kill();
      assertTrue(left.files().containsKey(scratch()));
      OpRuns.beside(left, TARGET).close();
      assertEquals(
          List.of(), left.files().keySet().stream().filter(OpRunsTest::isScratch).toList());
    }
  }
}
