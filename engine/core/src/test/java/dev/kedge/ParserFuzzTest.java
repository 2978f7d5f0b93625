package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.wal.Op;
import dev.kedge.internal.wal.OpCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Every parser of bytes that come from outside, given anything: it takes them or says in a {@link
 * KedgeException} what is wrong with them, and nothing else. By itself this runs the inputs that
 * are kept among the resources; {@link FuzzCampaignTest} looks for new ones.
 *
 * <p>Formats with checksums are fuzzed twice: as they come, and as changes of a small valid file
 * whose checksums are made right again.
 */
class ParserFuzzTest {

  private static final int PAGE = 4096;
  private static final Path FILE = Databases.path("a.kv");
  private static final Path LOG = Databases.logFolder(FILE);
  private static final Path SEGMENT = LOG.resolve("0000000000000001.wal");

  /** Small valid files of every format. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Samples(
      SimStorage closed, SimStorage killed, byte[] backup, byte[] compressed, byte[] shipped) {

    static final Samples ALL = create();

    private static Samples create() {
      SimStorage disk = new SimStorage();
      Database database = builder(disk).open();
      for (int i = 0; i < 60; i++) {
        database.put(key(i), new byte[i * 7 % 200]);
      }
      database.put(key(100), new byte[10_000]);
      database.holds().create("replica", 3, 1 << 20);
      database.checkpoint();
      database.deleteRange(KeyRange.between(key(10), key(20)));
      database.put(key(200), key(200));
      SimStorage killed = disk.kill();
      byte[] shipped = Databases.ship(database, 40);
      byte[] backup = Databases.backup(database);
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      database.backup(compressed, BackupOptions.COMPRESSED);
      database.close();
      return new Samples(disk, killed, backup, compressed.toByteArray(), shipped);
    }

    private static byte[] key(int number) {
      return Databases.bytes("key%05d".formatted(number));
    }
  }

  private static DatabaseBuilder builder(SimStorage disk) {
    return Database.builder(FILE)
        .storage(disk)
        .background(false)
        .pageSize(PAGE)
        .logSegmentBytes(64 << 10);
  }

  /** Does something that may be refused, in a typed way. */
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (KedgeException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("an error must say what is wrong", e);
      }
    }
  }

  /** Changes bytes as an input says: 6 bytes each, where and to what. */
  private static byte[] changed(byte[] sample, byte[] changes) {
    byte[] bytes = sample.clone();
    ByteBuffer in = ByteBuffer.wrap(changes);
    while (in.remaining() >= 6) {
      int at = Math.floorMod(in.getInt(), bytes.length);
      byte how = in.get();
      byte what = in.get();
      int length = Math.min(1 << (how & 3), bytes.length - at);
      for (int i = 0; i < length; i++) {
        bytes[at + i] = (how & 4) == 0 ? what : (byte) (bytes[at + i] + what);
      }
    }
    return bytes;
  }

  private static void openAndUse(SimStorage disk) {
    attempt(
        () -> {
          try (Database database = builder(disk).readOnly(true).open()) {
            attempt(database::check);
            attempt(() -> readAll(database));
          }
        });
    attempt(
        () -> {
          try (Database database = builder(disk).open()) {
            attempt(() -> readAll(database));
            attempt(() -> database.put(new byte[] {1}, new byte[5000]));
            attempt(() -> database.backup(new ByteArrayOutputStream()));
            attempt(database::compact);
            attempt(() -> readLog(database));
          }
        });
    assertEquals(List.of(), disk.openFiles());
    assertEquals(List.of(), disk.heldLocks());
  }

  private static void readAll(Database database) {
    for (KeyRange range : List.of(KeyRange.all(), KeyRange.all().reversed())) {
      try (Cursor cursor = database.cursor(range)) {
        while (cursor.next()) {
          database.get(cursor.key());
        }
      }
    }
  }

  private static void readLog(Database database) {
    try (LogReader log = database.readLog(database.stats().logFirstVersion())) {
      while (log.next() != null) {
        // To its end.
      }
    }
  }

  private static void openChanged(SimStorage disk, Path file, byte[] input, Consumer<byte[]> seal) {
    SimStorage copy = disk.kill();
    byte[] bytes = changed(copy.readFile(file), input);
    seal.accept(bytes);
    copy.putFile(file, bytes);
    openAndUse(copy);
  }

  @FuzzTest
  void databaseFile(byte[] input) {
    openChanged(Samples.ALL.closed, FILE, input, bytes -> Reseal.database(bytes, PAGE));
  }

  @FuzzTest
  void logSegment(byte[] input) {
    openChanged(Samples.ALL.killed, SEGMENT, input, Reseal::segment);
  }

  @FuzzTest
  void stateFile(byte[] input) {
    openChanged(Samples.ALL.killed, LOG.resolve("state"), input, Reseal::state);
  }

  @FuzzTest
  void lockFile(byte[] input) {
    SimStorage copy = Samples.ALL.closed.kill();
    copy.putFile(LOG.resolve("lock"), input);
    openAndUse(copy);
  }

  @FuzzTest
  void backup(byte[] input) {
    byte[] bytes = changed(Samples.ALL.backup, input);
    Reseal.backup(bytes);
    restore(bytes);
    restore(input);
  }

  @FuzzTest
  void compressedBackup(byte[] input) {
    restore(changed(Samples.ALL.compressed, input));
  }

  private static void restore(byte[] backup) {
    SimStorage disk = new SimStorage();
    ByteArrayInputStream in = new ByteArrayInputStream(backup);
    attempt(() -> Restore.restore(disk, FILE, in, ProgressListener.NONE));
    if (disk.exists(FILE)) {
      openAndUse(disk);
    } else {
      assertEquals(List.of(), disk.list(SimStorage.ROOT));
    }
  }

  @FuzzTest
  void shippedLog(byte[] input) {
    byte[] bytes = changed(Samples.ALL.shipped, input);
    Reseal.shipped(bytes);
    apply(bytes);
    apply(input);
  }

  private static void apply(byte[] shipped) {
    SimStorage disk = Samples.ALL.killed.kill();
    attempt(
        () -> {
          try (Database replica = builder(disk).readReplica(true).open()) {
            attempt(() -> replica.applyWal(new ByteArrayInputStream(shipped)));
            assertEquals(List.of(), replica.check().problems());
          }
        });
    assertEquals(List.of(), disk.openFiles());
  }

  @FuzzTest
  void operations(byte[] input) {
    List<Op> operations = new ArrayList<>();
    try {
      OpCodec.decode(input, 0, input.length, operations::add);
    } catch (KedgeException e) {
      return;
    }
    assertArrayEquals(input, OpCodec.encode(operations));
  }

  @FuzzTest
  void archiveName(byte[] input) {
    SimStorage disk = Samples.ALL.killed.kill();
    Path archive = Databases.path("archive");
    disk.createDirectory(archive);
    String name = new String(input, StandardCharsets.ISO_8859_1).replaceAll("[/\0]", "_");
    if (name.isEmpty() || name.length() > 200 || name.equals(".") || name.equals("..")) {
      return;
    }
    disk.putFile(archive.resolve(name), Samples.ALL.shipped);
    attempt(
        () -> {
          try (Database replica = builder(disk).readReplica(true).open()) {
            attempt(() -> replica.applyWal(archive));
          }
        });
  }

  @FuzzTest
  void position(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    try {
      assertEquals(text, Position.parse(text).toString());
    } catch (IllegalArgumentException e) {
      // Refused.
    }
  }
}
