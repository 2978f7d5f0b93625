package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.DestinationException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every client does, whatever it reaches. */
public abstract class ReplicaClientContractTest {

  private static final String OBJECT = "generations/00000000000000ab/parent";

  private ReplicaClient client;

  /** A client of an empty destination. */
  protected abstract ReplicaClient open() throws Exception;

  @BeforeEach
  void openClient() throws Exception {
    client = open();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private boolean create(String name, byte[] content) {
    return Uploads.create(client, name, content);
  }

  private byte[] read(String name) throws Exception {
    try (InputStream in = client.read(name)) {
      return in.readAllBytes();
    }
  }

  private List<String> names(String prefix, String after, int limit) {
    return client.list(prefix, after, limit).objects().stream().map(ObjectInfo::name).toList();
  }

  @Test
  void anEmptyDestinationHasNothing() {
    assertEquals(List.of(), names("", "", 1000));
    assertFalse(client.list("", "", 1).more());
    assertTrue(client.find(OBJECT).isEmpty());
  }

  @Test
  void whatIsStoredIsReadBack() throws Exception {
    for (int length : new int[] {0, 1, 70_000, 3_000_000}) {
      String name = "generations/" + Layout.hex(length) + "/parent";
      assertTrue(create(name, bytes(length)));
      assertArrayEquals(bytes(length), read(name));
      assertEquals(new ObjectInfo(name, length), client.find(name).orElseThrow());
    }
  }

  @Test
  void anObjectAppearsOnlyWhenItIsPublished() throws Exception {
    try (ObjectUpload upload = client.upload(OBJECT)) {
      upload.stream().write(bytes(500_000));
      assertTrue(client.find(OBJECT).isEmpty());
      assertEquals(List.of(), names("", "", 1000));
      assertTrue(upload.publish());
    }
    assertEquals(List.of(OBJECT), names("", "", 1000));
    assertArrayEquals(bytes(500_000), read(OBJECT));
  }

  @Test
  void anUploadThatIsNotPublishedLeavesNothing() throws Exception {
    try (ObjectUpload upload = client.upload(OBJECT)) {
      upload.stream().write(bytes(500_000));
    }
    assertTrue(client.find(OBJECT).isEmpty());
    assertTrue(create(OBJECT, bytes(3)));
  }

  @Test
  void anObjectIsNeverReplacedByAnUpload() throws Exception {
    assertTrue(create(OBJECT, bytes(3)));
    assertFalse(create(OBJECT, bytes(4)));
    assertArrayEquals(bytes(3), read(OBJECT));
  }

  @Test
  void ofManyWhoCreateAnObjectOneSucceeds() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 10; round++) {
        String name = Layout.writer(round + 1);
        List<Callable<Boolean>> creations = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          byte[] content = bytes(i + 1);
          creations.add(() -> create(name, content));
        }
        int created = 0;
        for (Future<Boolean> one : threads.invokeAll(creations)) {
          created += one.get() ? 1 : 0;
        }
        assertEquals(1, created);
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void aSmallObjectIsReplaced() throws Exception {
    client.replace("heartbeat", bytes(10));
    client.replace("heartbeat", bytes(7));
    assertArrayEquals(bytes(7), read("heartbeat"));
    client.replace("restores/00000000000000aa", bytes(5));
    assertEquals(List.of("heartbeat", "restores/00000000000000aa"), names("", "", 1000));
  }

  @Test
  void anObjectIsReplacedOnlyIfItsContentIsAsExpected() throws Exception {
    assertFalse(client.replace("heartbeat", bytes(10), bytes(7)));
    assertEquals(List.of(), names("", "", 1000));
    client.replace("heartbeat", bytes(10));
    assertFalse(client.replace("heartbeat", bytes(9), bytes(7)));
    assertFalse(client.replace("heartbeat", new byte[0], bytes(7)));
    assertArrayEquals(bytes(10), read("heartbeat"));
    assertTrue(client.replace("heartbeat", bytes(10), bytes(7)));
    assertArrayEquals(bytes(7), read("heartbeat"));
  }

  @Test
  void whoeverReadsAnObjectThatIsReplacedSeesOneOrTheOther() throws Exception {
    byte[][] contents = {bytes(2000), bytes(4000)};
    client.replace("heartbeat", contents[0]);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> writer =
          thread.submit(
              () -> {
                for (int i = 0; i < 50; i++) {
                  client.replace("heartbeat", contents[i % 2]);
                }
              });
      while (!writer.isDone()) {
        byte[] seen = read("heartbeat");
        assertTrue(Arrays.equals(seen, contents[0]) || Arrays.equals(seen, contents[1]));
      }
      writer.get();
    } finally {
      thread.shutdown();
    }
  }

  @Test
  void aListingIsInTheOrderOfNamesAndComesInPages() {
    List<String> stored = new ArrayList<>();
    for (int i = 20; i > 0; i--) {
      stored.add(Layout.segment(7, i, i, 1));
      stored.add(Layout.snapshot(7, i));
      stored.add(Layout.writer(i));
    }
    stored.forEach(name -> create(name, bytes(1)));
    stored.sort(null);
    List<String> listed = new ArrayList<>();
    String after = "";
    ObjectPage page;
    do {
      page = client.list("", after, 7);
      page.objects().forEach(object -> listed.add(object.name()));
      after = listed.get(listed.size() - 1);
    } while (page.more());
    assertEquals(stored, listed);
  }

  @Test
  void aListingBeginsBehindANameAndKeepsToAPrefix() {
    for (int i = 1; i <= 5; i++) {
      create(Layout.segment(7, i, i, 1), bytes(i));
    }
    create(Layout.snapshot(7, 3), bytes(1));
    create(Layout.segment(8, 1, 1, 1), bytes(1));
    String prefix = Layout.segments(7);
    assertEquals(
        List.of(Layout.segment(7, 4, 4, 1), Layout.segment(7, 5, 5, 1)),
        names(prefix, prefix + Layout.hex(3) + "~", 1000));
    assertEquals(5, names(prefix, "", 1000).size());
    assertEquals(5, names(prefix, "", 5).size());
    assertFalse(client.list(prefix, "", 5).more());
    assertTrue(client.list(prefix, "", 4).more());
    assertEquals(5, client.list(prefix, "", 1000).objects().get(4).bytes());
  }

  @Test
  void aRangeIsRead() throws Exception {
    byte[] content = bytes(10_000);
    create(OBJECT, content);
    try (InputStream in = client.read(OBJECT, 100, 50)) {
      assertArrayEquals(Arrays.copyOfRange(content, 100, 150), in.readAllBytes());
    }
    try (InputStream in = client.read(OBJECT, 9_990, 500)) {
      assertArrayEquals(Arrays.copyOfRange(content, 9_990, 10_000), in.readAllBytes());
    }
  }

  @Test
  void aMissingObjectIsToldFromOtherFailures() {
    DestinationException e =
        assertThrows(DestinationException.class, () -> client.read(OBJECT, 0, 1).close());
    assertTrue(e.isMissing());
    assertEquals(OBJECT, e.object());
    assertEquals(client.url(), e.url());
  }

  @Test
  void anObjectThatIsNoneOfKedgesIsToldByItsName() {
    create("notes.txt", bytes(3));
    DestinationException e =
        assertThrows(DestinationException.class, () -> Destination.list(client));
    assertTrue(String.valueOf(e.getMessage()).contains("notes.txt"), e.toString());
  }

  @Test
  void whoReadsAnObjectThatIsDeletedHasAllOfItOrAnError() throws Exception {
    byte[] content = bytes(1 << 20);
    create(OBJECT, content);
    try (InputStream in = client.read(OBJECT)) {
      byte[] first = in.readNBytes(1000);
      client.delete(OBJECT);
      assertArrayEquals(Arrays.copyOf(content, 1000), first);
      assertArrayEquals(Arrays.copyOfRange(content, 1000, content.length), rest(in, content));
    }
  }

  /** The rest of a stream; what was expected of it if it breaks off. */
  private static byte[] rest(InputStream in, byte[] content) {
    try {
      return in.readAllBytes();
    } catch (IOException e) {
      return Arrays.copyOfRange(content, 1000, content.length);
    }
  }

  @Test
  void whatIsDeletedIsGoneAndDeletingAgainIsFine() {
    create(OBJECT, bytes(3));
    client.delete(OBJECT);
    client.delete(OBJECT);
    assertTrue(client.find(OBJECT).isEmpty());
    assertEquals(List.of(), names("", "", 1000));
    assertTrue(create(OBJECT, bytes(4)));
  }

  @Test
  void manyReadAtTheSameTime() throws Exception {
    byte[] content = bytes(300_000);
    create(OBJECT, content);
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Callable<byte[]>> reads = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        reads.add(() -> read(OBJECT));
      }
      for (Future<byte[]> one : threads.invokeAll(reads)) {
        assertArrayEquals(content, one.get());
      }
    } finally {
      threads.shutdown();
    }
  }
}
