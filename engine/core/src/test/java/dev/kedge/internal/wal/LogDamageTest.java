package dev.kedge.internal.wal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Ancestor;
import dev.kedge.CorruptionException;
import dev.kedge.FormatVersionException;
import dev.kedge.KedgeException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damage to files of the log: refused where it is proven, and named. */
class LogDamageTest {

  private static final LogConfig ONE_SEGMENT = new LogConfig(16 << 10, 1 << 20);

  @Test
  void damageToWhatALaterGroupProvesForcedIsRefused() {
    LogRig rig = new LogRig(4, ONE_SEGMENT);
    rig.open();
    rig.commit(3, 60);
    long last = rig.log().segments().get(0).bytes();
    rig.commit(1, 60);
    rig.close();
    byte[] content = rig.disk.readFile(rig.segment(1));
    long[] starts = new long[4];
    starts[0] = 4096;
    for (int i = 1; i < 4; i++) {
      int at = (int) starts[i - 1];
      starts[i] = at + LogGroup.padded(72 + Bytes.getInt(content, at + 4));
    }
    assertEquals(last, starts[3]);
    for (int group = 0; group < 3; group++) {
      int length = 72 + Bytes.getInt(content, (int) starts[group] + 4);
      for (int bit = 0; bit < length * 8; bit++) {
        rig.disk.flipBit(rig.segment(1), starts[group] + bit / 8, bit % 8);
        CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
        assertEquals(rig.segment(1), e.file());
        assertEquals(starts[group], e.offset());
        rig.disk.flipBit(rig.segment(1), starts[group] + bit / 8, bit % 8);
      }
    }
    rig.open();
    rig.check();
    rig.close();
  }

  @Test
  void damageToTheLastGroupIsATear() {
    LogRig rig = new LogRig(5, ONE_SEGMENT);
    rig.open();
    rig.commit(3, 60);
    long last = rig.log().segments().get(0).bytes();
    rig.commit(1, 60);
    long end = rig.log().segments().get(0).bytes();
    rig.close();
    rig.history.cut(3);
    int length = 72 + Bytes.getInt(rig.disk.readFile(rig.segment(1)), (int) last + 4);
    for (int bit = 0; bit < length * 8; bit++) {
      rig.disk.flipBit(rig.segment(1), last + bit / 8, bit % 8);
      try (Log log = rig.scan(true)) {
        assertEquals(3, log.lastVersion());
        assertEquals(last, log.tear().orElseThrow().offset());
        assertTrue(last + log.tear().orElseThrow().bytes() <= end);
      }
      rig.disk.flipBit(rig.segment(1), last + bit / 8, bit % 8);
    }
  }

  @Test
  void aHostileLengthCostsNoMemory() {
    LogRig rig = new LogRig(14, new LogConfig(32 << 20, 1 << 20));
    rig.open();
    rig.commit(3, 100);
    SegmentInfo info = rig.log().segments().get(0);
    rig.close();
    byte[] head = new byte[LogGroup.HEADER_BYTES];
    Bytes.putLong(head, LogGroup.LSN_OFFSET, info.bytes() - SegmentHeader.BYTES);
    for (int length : new int[] {30 << 20, 1 << 30, Integer.MAX_VALUE, -1}) {
      Bytes.putInt(head, LogGroup.LENGTH_OFFSET, length);
      rig.disk.overwrite(info.file(), info.bytes(), head);
      long allocated = Allocation.of(() -> rig.scan(true));
      assertTrue(allocated < 4 << 20, "allocated " + allocated);
      assertEquals(info.bytes(), rig.log().tear().orElseThrow().offset());
      rig.check(0, 2);
      rig.close();
    }
  }

  @Test
  void damageToASealedSegmentIsRefusedAtOpenOrWhenItIsRead() {
    LogRig rig = new LogRig(6);
    rig.open();
    rig.commit(30, 500);
    long second = rig.log().segments().get(1).firstVersion();
    rig.close();
    // The last group of the first segment: nothing but the next segment's header covers it.
    Path file = rig.segment(1);
    long offset = lastGroup(rig.disk.readFile(file));
    rig.disk.flipBit(file, offset + 100, 0);
    CorruptionException atOpen = assertThrows(CorruptionException.class, () -> rig.scan(false));
    assertEquals(file, atOpen.file());
    assertEquals(offset, atOpen.offset());
    History whole = rig.history;
    rig.history = new History(whole.startAt(30));
    rig.open();
    rig.history = whole;
    rig.check(second - 1, 30);
    CorruptionException atRead = assertThrows(CorruptionException.class, () -> rig.check(0, 30));
    assertEquals(file, atRead.file());
    assertEquals(offset, atRead.offset());
    try (LogCursor cursor = rig.log().read(second - 2)) {
      assertThrows(CorruptionException.class, cursor::next);
    }
    assertEquals(0, rig.disk.openFiles().stream().filter(file::equals).count());
    rig.close();
  }

  private static long lastGroup(byte[] content) {
    int at = 4096;
    while (true) {
      int next = at + (int) LogGroup.padded(72 + Bytes.getInt(content, at + 4));
      if (next + 72 > content.length || Bytes.getInt(content, next + 4) == 0) {
        return at;
      }
      at = next;
    }
  }

  @Test
  void anyDamageToAHeaderIsRefused() {
    LogRig rig = new LogRig(7);
    rig.open();
    rig.commit(20, 1000);
    int count = rig.log().segments().size();
    rig.close();
    assertEquals(3, count);
    for (int bit = 0; bit < 4096 * 8; bit += bit < 2000 ? 1 : 37) {
      for (int sequence = 1; sequence <= count; sequence++) {
        Path file = rig.segment(sequence);
        rig.disk.flipBit(file, bit / 8, bit % 8);
        KedgeException e = assertThrows(KedgeException.class, () -> rig.scan(true));
        if (e instanceof CorruptionException corruption) {
          assertEquals(file, corruption.file());
        } else {
          assertTrue(e instanceof FormatVersionException, e.toString());
          assertTrue(e.getMessage().contains(file.toString()));
        }
        rig.disk.flipBit(file, bit / 8, bit % 8);
      }
    }
  }

  @Test
  void aShortenedSegmentIsRefused() {
    LogRig rig = new LogRig(8);
    rig.open();
    rig.commit(10, 500);
    int count = rig.log().segments().size();
    rig.close();
    for (int sequence = 1; sequence <= count; sequence++) {
      Path file = rig.segment(sequence);
      byte[] whole = rig.disk.readFile(file);
      for (int length : new int[] {0, 100, 4095, 4096, 5000}) {
        rig.disk.putFile(file, java.util.Arrays.copyOf(whole, length));
        CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
        assertEquals(file, e.file());
        assertEquals(length, e.offset());
      }
      rig.disk.putFile(file, whole);
    }
    rig.open();
    rig.check();
    rig.close();
  }

  @Test
  void aMissingSegmentIsNamed() {
    LogRig rig = new LogRig(9);
    rig.open();
    rig.commit(60, 1500);
    List<SegmentInfo> infos = rig.log().segments();
    rig.close();
    assertEquals(5, infos.size());
    rig.disk.delete(infos.get(1).file());
    rig.disk.delete(infos.get(2).file());
    CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
    assertEquals(rig.segment(2), e.file());
    String versions = infos.get(1).firstVersion() + " to " + infos.get(2).lastVersion();
    assertTrue(e.getMessage().contains("segments 2 to 3 are missing"), e.getMessage());
    assertTrue(e.getMessage().contains("versions " + versions), e.getMessage());
  }

  @Test
  void theLossOfTheNewestSegmentsIsNamed() {
    LogRig rig = new LogRig(17);
    rig.open();
    rig.commit(60, 1500);
    List<SegmentInfo> infos = rig.log().segments();
    rig.close();
    for (int lost = infos.size() - 1; lost > 0; lost--) {
      rig.disk.delete(infos.get(lost).file());
      CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
      assertEquals(infos.get(lost).file(), e.file());
      String what = "segment " + (lost + 1) + " is missing";
      assertTrue(e.getMessage().contains(what), e.getMessage());
      String versions = "versions from " + infos.get(lost).firstVersion();
      assertTrue(e.getMessage().contains(versions), e.getMessage());
    }
  }

  @Test
  void theLossOfASegmentBehindATornOneIsNamed() {
    LogRig rig = new LogRig(18);
    rig.open();
    rig.commit(2, 100);
    rig.append(1, 100);
    rig.close();
    rig.use(rig.disk.kill());
    long end = rig.scan(true).segments().get(0).bytes();
    rig.close();
    rig.disk.flipBit(rig.segment(1), end - 10, 1);
    rig.history.cut(2);
    rig.open();
    rig.commit(1, 100);
    rig.close();
    rig.disk.delete(rig.segment(2));
    CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
    assertEquals(rig.segment(2), e.file());
  }

  @Test
  void damageBeforeASealIsNoTear() {
    LogRig rig = new LogRig(19);
    rig.open();
    rig.commit(6, 1000);
    long end = rig.log().segments().get(0).bytes();
    assertEquals(2, rig.log().segments().size());
    rig.close();
    rig.disk.delete(rig.segment(2));
    rig.disk.flipBit(rig.segment(1), end - 10, 1);
    CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
    assertEquals(rig.segment(1), e.file());
    assertTrue(e.getMessage().contains("damaged log group that was forced"), e.getMessage());
  }

  @Test
  void aMisnamedOrForeignSegmentIsRefused() {
    LogRig rig = new LogRig(10);
    rig.open();
    rig.commit(30, 500);
    rig.close();
    LogRig foreign = new LogRig(11);
    foreign.open();
    foreign.commit(30, 500);
    foreign.close();
    byte[] own = rig.disk.readFile(rig.segment(2));
    rig.disk.putFile(rig.segment(2), foreign.disk.readFile(rig.segment(2)));
    assertThrows(CorruptionException.class, () -> rig.scan(false));
    rig.disk.putFile(rig.segment(2), rig.disk.readFile(rig.segment(1)));
    assertThrows(CorruptionException.class, () -> rig.scan(false));
    rig.disk.putFile(rig.segment(2), own);
    for (String name : List.of("1.wal", "00000000000000zz.wal", "000000000000000A.wal")) {
      Path odd = LogRig.DIRECTORY.resolve(name);
      rig.disk.putFile(odd, own);
      CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(false));
      assertEquals(odd, e.file());
      rig.disk.delete(odd);
    }
    rig.open();
    rig.check();
    rig.close();
  }

  @Test
  void headersThatDoNotJoinAreRefused() {
    LogRig rig = new LogRig(15);
    rig.open();
    rig.commit(20, 500);
    rig.close();
    byte[] whole = rig.disk.readFile(rig.segment(2));
    SegmentHeader header = SegmentHeader.decode(whole, whole.length, rig.segment(2));
    for (int field = 0; field < 7; field++) {
      byte[] block = new byte[SegmentHeader.BYTES];
      altered(header, field).encode(block);
      rig.disk.overwrite(rig.segment(2), 0, block);
      CorruptionException e =
          assertThrows(CorruptionException.class, () -> rig.scan(true), "field " + field);
      assertTrue(e.file().equals(rig.segment(2)) || field == 1, e.getMessage());
    }
    rig.disk.overwrite(rig.segment(2), 0, whole);
    rig.open();
    rig.check();
    rig.close();
  }

  private static SegmentHeader altered(SegmentHeader header, int field) {
    return new SegmentHeader(
        header.sequence() + (field == 0 ? 1 : 0),
        header.salt(),
        header.baseLsn() - (field == 1 ? 8 : 0),
        header.firstVersion() + (field == 2 ? 1 : 0),
        header.history() + (field == 3 ? 1 : 0),
        header.timeMicros() + (field == 4 ? 1 : 0),
        header.generation() + (field == 5 ? 1 : 0),
        field == 6 ? new Ancestor(5, header.firstVersion() - 1) : null,
        header.capacity(),
        false);
  }

  @Test
  void aProofOfDamageIsFoundWhereverItStands() {
    // The proving group begins 8 bytes before the second block of the search.
    int small = 10;
    int large = 261_895;
    LogRig rig = new LogRig(16, new LogConfig(1 << 20, 1 << 20));
    rig.open();
    rig.commit(1, 300);
    long end = rig.log().segments().get(0).bytes();
    rig.commit(1, small);
    rig.commit(1, large);
    assertEquals(end + (256 << 10) - 8, rig.log().segments().get(0).bytes());
    rig.commit(1, small);
    rig.close();
    rig.disk.flipBit(rig.segment(1), end + 1, 1);
    rig.disk.flipBit(rig.segment(1), end + 1000, 1);
    CorruptionException e = assertThrows(CorruptionException.class, () -> rig.scan(true));
    assertEquals(end, e.offset());
  }
}
