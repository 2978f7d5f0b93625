package dev.kedge.replica;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.internal.io.LocalStorage;
import dev.kedge.internal.io.XxHash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Every parser of what a destination has, given anything, as {@code ParserFuzzTest} does it with
 * files. Checksums of changed objects are made right again.
 */
class DestinationFuzzTest {

  private static final int HEAD = SegmentHead.BYTES;
  private static final Path DIRECTORY = directory();
  private static final MemoryReplicaClient SAMPLE = sample();

  private static Path directory() {
    try {
      Path directory = Files.createTempDirectory("kedge-fuzz");
      directory.toFile().deleteOnExit();
      return directory;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Two generations, with snapshots and segments of both. */
  private static MemoryReplicaClient sample() {
    MemoryReplicaClient client = new MemoryReplicaClient();
    try (ReplicaRig rig = new ReplicaRig(DIRECTORY)) {
      History history = new History(1);
      Database database = rig.open("sample.kv");
      Replica replica = rig.replica(database, client).build();
      for (int i = 0; i < 3; i++) {
        rig.commits(database, history, 5);
        replica.sync();
      }
      replica.snapshot();
      database.promote();
      rig.commits(database, history, 3);
      replica.sync();
      replica.heartbeat();
    }
    RestoreScratch.deleteDatabase(LocalStorage.INSTANCE, DIRECTORY.resolve("sample.kv"));
    return client;
  }

  /** What may be refused, in a typed way. */
  private static void attempt(Runnable work) {
    try {
      work.run();
    } catch (KedgeException e) {
      if (e.getMessage() == null) {
        throw new AssertionError("an error must say what is wrong", e);
      }
    }
  }

  private static void use(MemoryReplicaClient client) {
    attempt(() -> Destination.list(client).current());
    attempt(() -> ReplicaRestore.from(client).plan());
    Path path = DIRECTORY.resolve("restored.kv");
    attempt(() -> ReplicaRestore.from(client).parallelism(1).to(path));
    RestoreScratch.deleteDatabase(LocalStorage.INSTANCE, path);
  }

  private static void seal(String name, byte[] content) {
    if (name.endsWith(".wal.lz4") && content.length > HEAD) {
      long frame = XxHash.hash64(content, HEAD, content.length - HEAD, 0);
      ByteBuffer.wrap(content).putLong(HEAD - 12, frame).putInt(HEAD - 4, crc(content, HEAD - 4));
    } else if (!name.endsWith(".kvbak.lz4") && content.length > 9) {
      int at = content.length - 9;
      String sum = HexFormat.of().toHexDigits(crc(content, at - "crc32c ".length()));
      System.arraycopy(sum.getBytes(StandardCharsets.UTF_8), 0, content, at, 8);
    }
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, Math.max(0, length));
    return (int) crc.getValue();
  }

  /** One object is changed, three bytes for each change, or replaced by all of the input. */
  @FuzzTest
  void destinationObject(byte[] input) {
    if (input.length < 2) {
      return;
    }
    MemoryReplicaClient client = SAMPLE.copy();
    List<String> names = client.names();
    String name = names.get(Byte.toUnsignedInt(input[0]) % names.size());
    byte[] content = client.content(name).clone();
    ByteBuffer changes = ByteBuffer.wrap(input, 2, input.length - 2);
    if ((input[1] & 1) == 0) {
      while (changes.remaining() >= 3 && content.length > 0) {
        content[Short.toUnsignedInt(changes.getShort()) % content.length] = changes.get();
      }
      seal(name, content);
    } else {
      content = new byte[changes.remaining()];
      changes.get(content);
    }
    client.replace(name, content);
    use(client);
  }

  @FuzzTest
  void destinationName(byte[] input) {
    MemoryReplicaClient client = SAMPLE.copy();
    List<String> names = client.names();
    byte[] content = client.content(names.get(input.length % names.size()));
    client.replace(new String(input, StandardCharsets.ISO_8859_1), content);
    use(client);
  }
}
