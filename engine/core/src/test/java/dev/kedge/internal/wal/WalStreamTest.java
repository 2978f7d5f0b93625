package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Ancestor;
import dev.kedge.BackupFormatException;
import dev.kedge.FormatVersionException;
import dev.kedge.KedgeException;
import dev.kedge.internal.io.FileFormat;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WalStreamTest {

  private static final List<Ancestor> NONE = List.of();
  private static final List<Ancestor> CHILD = List.of(new Ancestor(9, 0), new Ancestor(1, 4));

  /** Two generations with four and three commits. */
  private static byte[] twoSections(History history) throws IOException {
    Random random = new Random(1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    writer.section(1, 0, 0, 0, NONE);
    for (int i = 0; i < 4; i++) {
      writer.record(history.addPut(random, 5 * i).record());
    }
    writer.section(2, 4, history.historyAt(4), history.timeAt(4), CHILD);
    for (int i = 0; i < 3; i++) {
      writer.record(history.addPut(random, 3 * i).record());
    }
    StreamSummary summary = writer.finish();
    assertEquals(new StreamSummary(2, 7, 1, 7, out.size()), summary);
    return out.toByteArray();
  }

  /** Reads to the end and fails unless everything handed out is a prefix of the history. */
  private static long read(InputStream in, History history, long version) throws IOException {
    WalStreamReader reader = new WalStreamReader(in, 4 << 20);
    long last = version;
    for (WalEvent event = reader.next(); event != null; event = reader.next()) {
      if (event instanceof WalEvent.Records records) {
        assertEquals(last + 1, records.firstVersion());
        for (LogRecord record : records.records()) {
          history.get(++last).assertMatches(record);
        }
        assertEquals(last, records.lastVersion());
      } else if (event instanceof WalEvent.Section section) {
        assertEquals(last, section.afterVersion());
        assertEquals(history.historyAt(last), section.history());
        assertEquals(history.timeAt(last), section.timeMicros());
      } else if (event instanceof WalEvent.End end) {
        assertEquals(new WalEvent.End(last - version, last, history.historyAt(last)), end);
      }
    }
    return last;
  }

  private static void assertRefused(byte[] stream, History history, String what) {
    KedgeException e =
        assertThrows(
            KedgeException.class, () -> read(new ByteArrayInputStream(stream), history, 0), what);
    assertTrue(
        e instanceof BackupFormatException || e instanceof FormatVersionException, what + ": " + e);
    if (e instanceof BackupFormatException format) {
      assertTrue(format.offset() <= stream.length, what);
    }
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    WalStreamReader reader = new WalStreamReader(new ByteArrayInputStream(stream), 100);
    assertEquals(new WalEvent.Section(1, 0, 0, 0, NONE), reader.next());
    WalEvent.Records records = assertInstanceOf(WalEvent.Records.class, reader.next());
    assertEquals(4, records.records().size());
    assertEquals(1, records.records().get(3).ops().size());
    long time = history.timeAt(4);
    assertEquals(new WalEvent.Section(2, 4, history.historyAt(4), time, CHILD), reader.next());
    assertInstanceOf(WalEvent.Records.class, reader.next());
    assertEquals(new WalEvent.End(7, 7, history.historyAt(7)), reader.next());
    assertEquals(stream.length, reader.offset());
    assertNull(reader.next());
    assertEquals(7, read(new Trickle(stream), history, 0));
  }

  @Test
  void blocksAreClosedAtTheirSizeAndALargeCommitStandsAlone() throws IOException {
    History history = new History(new LogStart(100, 3, 4, 5, true));
    Random random = new Random(2);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    writer.section(5, 100, 3, 4, NONE);
    int[] lengths = {100_000, 100_000, 100_000, 10, 3_000_000, 20, 262_000, 5, 1 << 20};
    for (int length : lengths) {
      writer.record(history.addPut(random, length).record());
    }
    StreamSummary summary = writer.finish();
    byte[] stream = out.toByteArray();
    assertEquals(new StreamSummary(1, 9, 101, 109, stream.length), summary);
    assertEquals(109, read(new ByteArrayInputStream(stream), history, 100));
    List<Integer> counts = new ArrayList<>();
    WalStreamReader reader = new WalStreamReader(new ByteArrayInputStream(stream), 3 << 20);
    for (WalEvent event = reader.next(); event != null; event = reader.next()) {
      if (event instanceof WalEvent.Records records) {
        counts.add(records.records().size());
      }
    }
    assertEquals(List.of(3, 1, 1, 3, 1), counts);
  }

  @Test
  void anEmptyRangeIsAStreamToo() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    assertThrows(IllegalStateException.class, writer::finish);
    writer.section(3, 8, 7, 6, NONE);
    assertEquals(new StreamSummary(1, 0, 9, 8, out.size() + 41), writer.finish());
    WalStreamReader reader = new WalStreamReader(new ByteArrayInputStream(out.toByteArray()), 100);
    assertEquals(new WalEvent.Section(3, 8, 7, 6, NONE), reader.next());
    assertEquals(new WalEvent.End(0, 8, 7), reader.next());
    assertNull(reader.next());
  }

  @Test
  void theWriterRefusesWhatDoesNotJoin() throws IOException {
    History history = new History();
    WalStreamWriter writer = new WalStreamWriter(new ByteArrayOutputStream());
    Commit first = history.addPut(new Random(3), 5);
    assertThrows(IllegalArgumentException.class, () -> writer.record(first.record()));
    writer.section(1, 0, 0, 0, NONE);
    writer.record(first.record());
    assertThrows(IllegalArgumentException.class, () -> writer.record(first.record()));
    long sum = first.history();
    List<Ancestor> parent = List.of(new Ancestor(1, 1));
    assertThrows(IllegalArgumentException.class, () -> writer.section(2, 2, sum, 0, parent));
    assertThrows(IllegalArgumentException.class, () -> writer.section(2, 1, 0, 0, parent));
    assertThrows(IllegalArgumentException.class, () -> writer.section(2, 1, sum, 0, NONE));
    assertThrows(IllegalArgumentException.class, () -> writer.section(1, 1, sum, 0, parent));
    writer.section(2, 1, sum, 0, parent);
  }

  @Test
  void everyFlippedBitIsSeen() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    for (int bit = 0; bit < stream.length * 8; bit++) {
      byte[] damaged = stream.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      assertRefused(damaged, history, "bit " + bit);
    }
  }

  @Test
  void everyTruncationAndEveryAddedByteIsSeen() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    for (int length = 0; length < stream.length; length++) {
      byte[] shortened = Arrays.copyOf(stream, length);
      BackupFormatException e =
          assertThrows(
              BackupFormatException.class,
              () -> read(new ByteArrayInputStream(shortened), history, 0));
      assertTrue(e.getMessage().contains("ends early"), e.getMessage());
      assertEquals(length, e.offset());
    }
    assertRefused(Arrays.copyOf(stream, stream.length + 1), history, "longer");
  }

  @Test
  void reorderedRepeatedAndMissingBlocksAreSeen() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    List<byte[]> blocks = blocks(stream);
    assertEquals(5, blocks.size());
    for (int i = 0; i < blocks.size(); i++) {
      List<byte[]> without = new ArrayList<>(blocks);
      without.remove(i);
      assertRefused(join(stream, without), history, "without " + i);
      for (int j = 0; j <= blocks.size(); j++) {
        List<byte[]> repeated = new ArrayList<>(blocks);
        repeated.add(j, blocks.get(i));
        assertRefused(join(stream, repeated), history, i + " again at " + j);
      }
      for (int j = 0; j < i; j++) {
        List<byte[]> swapped = new ArrayList<>(blocks);
        swapped.set(i, blocks.get(j));
        swapped.set(j, blocks.get(i));
        assertRefused(join(stream, swapped), history, i + " and " + j);
      }
    }
  }

  @Test
  void blocksOfAnotherStreamAreSeen() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    History other = new History();
    other.addPut(new Random(99), 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    writer.section(3, 0, 0, 0, NONE);
    writer.record(other.get(1).record());
    writer.finish();
    List<byte[]> blocks = blocks(stream);
    List<byte[]> foreign = blocks(out.toByteArray());
    for (int i = 1; i < blocks.size(); i++) {
      for (int j = 1; j < foreign.size(); j++) {
        List<byte[]> mixed = new ArrayList<>(blocks);
        mixed.set(i, foreign.get(j));
        assertRefused(join(stream, mixed), history, i + " from " + j);
      }
    }
  }

  private static List<byte[]> blocks(byte[] stream) {
    List<byte[]> blocks = new ArrayList<>();
    for (int at = 16; at < stream.length; ) {
      int end = at + 9 + Bytes.getInt(stream, at + 5);
      blocks.add(Arrays.copyOfRange(stream, at, end));
      at = end;
    }
    return blocks;
  }

  private static byte[] join(byte[] stream, List<byte[]> blocks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(stream, 0, 16);
    blocks.forEach(out::writeBytes);
    return out.toByteArray();
  }

  @Test
  void aWrongHistoryIsSeenThoughChecksumsAreRight() throws IOException {
    History history = new History();
    Random random = new Random(4);
    Commit first = history.addPut(random, 10);
    Commit second = history.addPut(random, 10);
    Commit forged = new Commit(1, 2, second.timeMicros(), second.history() + 1, second.ops());
    Commit malformed = history.add(new byte[] {77});
    for (int variant = 0; variant < 3; variant++) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      WalStreamWriter writer = new WalStreamWriter(out);
      writer.section(1, 0, variant == 0 ? 12345 : 0, 0, NONE);
      writer.record(first.record());
      writer.record((variant == 1 ? forged : second).record());
      if (variant == 2) {
        writer.record(malformed.record());
      }
      writer.finish();
      WalStreamReader reader =
          new WalStreamReader(new ByteArrayInputStream(out.toByteArray()), 100);
      reader.next();
      BackupFormatException e = assertThrows(BackupFormatException.class, reader::next);
      String expected = variant == 2 ? "operation that" : "history checksum";
      assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
  }

  @Test
  void aHostileLengthCostsNoMemory() {
    byte[] stream = new byte[16 + 9 + 1000];
    FileFormat.WAL_STREAM.write(stream, 0, 0);
    for (int length : new int[] {-1, Integer.MAX_VALUE, Integer.MAX_VALUE - 5000, 900 << 20}) {
      for (byte kind = 0; kind < 5; kind++) {
        stream[20] = kind;
        Bytes.putInt(stream, 21, length);
        long allocated =
            Allocation.of(
                () -> {
                  InputStream in = new ByteArrayInputStream(stream);
                  WalStreamReader reader = new WalStreamReader(in, Long.MAX_VALUE);
                  assertThrows(BackupFormatException.class, reader::next);
                });
        assertTrue(allocated < 1 << 20, "allocated " + allocated);
      }
    }
  }

  @Test
  void aBlockOverTheLimitIsRefused() throws IOException {
    History history = new History();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    writer.section(1, 0, 0, 0, NONE);
    writer.record(history.addPut(new Random(5), 3 << 20).record());
    writer.finish();
    WalStreamReader reader =
        new WalStreamReader(new ByteArrayInputStream(out.toByteArray()), 1 << 20);
    reader.next();
    assertThrows(BackupFormatException.class, reader::next);
  }

  @Test
  void noByteBehindTheEndIsReadUnlessAsked() throws IOException {
    History history = new History();
    byte[] stream = twoSections(history);
    ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(stream, stream.length + 4));
    WalStreamReader reader = new WalStreamReader(in, 1 << 20);
    for (int i = 0; i < 5; i++) {
      reader.next();
    }
    assertEquals(4, in.available());
    assertThrows(BackupFormatException.class, reader::next);
  }

  @Test
  void aLogIsShippedAsItIsRead() throws IOException {
    LogRig rig = new LogRig(6);
    rig.open();
    rig.commit(10, 400);
    rig.fork(2);
    rig.commit(10, 400);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WalStreamWriter writer = new WalStreamWriter(out);
    try (LogCursor cursor = rig.log().read(3)) {
      boolean first = true;
      while (cursor.version() < 20) {
        long version = cursor.version();
        long history = cursor.history();
        long time = cursor.timeMicros();
        LogRecord record = cursor.next();
        if (first || cursor.fork() != null) {
          List<Ancestor> ancestors = cursor.generation() == 1 ? NONE : rig.log().forks();
          writer.section(cursor.generation(), version, history, time, ancestors);
        }
        first = false;
        writer.record(record);
      }
    }
    StreamSummary summary = writer.finish();
    assertEquals(new StreamSummary(2, 17, 4, 20, out.size()), summary);
    assertEquals(20, read(new ByteArrayInputStream(out.toByteArray()), rig.history, 3));
    rig.close();
  }

  /** Gives out one byte at a time. */
  private static final class Trickle extends InputStream {
    private final ByteArrayInputStream in;

    Trickle(byte[] bytes) {
      in = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return in.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      return in.read(target, offset, Math.min(length, 1));
    }
  }
}
