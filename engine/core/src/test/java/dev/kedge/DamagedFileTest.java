package dev.kedge;

import static dev.kedge.Databases.bytes;
import static dev.kedge.Databases.content;
import static dev.kedge.Databases.get;
import static dev.kedge.Databases.path;
import static dev.kedge.Databases.put;
import static dev.kedge.Databases.putMany;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.page.PageHeader;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Opening and reading a database file that is damaged. */
class DamagedFileTest {

  private static final Path FILE = path("a.kv");
  private static final int PAGE = 4096;

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  private DatabaseBuilder builder() {
    return databases.sim("a.kv").pageSize(PAGE);
  }

  /** A database with commits in its file, which is closed. */
  private Map<String, String> create() {
    try (Database database = builder().open()) {
      putMany(database, 0, 500);
      database.put(bytes("large"), new byte[3 * PAGE]);
      database.checkpoint();
      database.deleteRange(KeyRange.prefix(bytes("key0001")));
      return content(database);
    }
  }

  /** A database that was killed with commits behind its checkpoint. */
  private Map<String, String> createKilled() {
    Database database = builder().open();
    putMany(database, 0, 300);
    database.checkpoint();
    putMany(database, 200, 300);
    Map<String, String> content = content(database);
    databases.become(databases.disk().kill());
    return content;
  }

  private byte[] file() {
    return databases.disk().readFile(FILE);
  }

  private CorruptionException corrupt() {
    CorruptionException e = assertThrows(CorruptionException.class, () -> builder().open());
    assertEquals(List.of(), databases.disk().openFiles());
    assertEquals(List.of(), databases.disk().heldLocks());
    return e;
  }

  @Test
  void whatIsNoDatabaseIsRefusedAndLeftAlone() {
    databases.disk().putFile(FILE, bytes("a text\n".repeat(5000)));
    byte[] before = file();
    assertEquals(FILE, corrupt().file());
    databases.disk().putFile(FILE, new byte[0]);
    assertEquals(FILE, corrupt().file());
    databases.disk().putFile(FILE, new byte[2 * PAGE]);
    assertEquals(0, corrupt().offset());
    assertTrue(before.length > 0);
  }

  @Test
  void aFileOfALaterFormatIsRefusedAsSuch() {
    create();
    for (int meta = 0; meta < 2; meta++) {
      byte[] page = file();
      ByteBuffer.wrap(page).putShort(meta * PAGE + 8, (short) 2);
      seal(page, meta * PAGE);
      databases.disk().putFile(FILE, page);
    }
    FormatVersionException e = assertThrows(FormatVersionException.class, () -> builder().open());
    assertEquals(2, e.found());
    assertEquals(1, e.supported());
    assertThrows(FormatVersionException.class, () -> builder().readOnly(true).open());
  }

  private static void seal(byte[] file, int offset) {
    CRC32C crc = new CRC32C();
    crc.update(file, offset, 4092);
    ByteBuffer.wrap(file).putInt(offset + 4092, (int) crc.getValue());
  }

  @Test
  void impossibleNumbersInTheMetaPagesAreRefusedAndNothingIsCutOff() {
    create();
    byte[] intact = file();
    assertMetasRefused(intact, meta -> meta.putLong(40, -1));
    for (long pages : new long[] {-1, 0, 1, 1L << 31, 1L << 52, Long.MAX_VALUE}) {
      assertMetasRefused(intact, meta -> meta.putLong(80, pages));
    }
    assertMetasRefused(intact, meta -> meta.putLong(88, -1));
    assertMetasRefused(intact, meta -> meta.putShort(160, (short) 65));
    assertMetasRefused(intact, meta -> meta.putShort(160, (short) 1).putLong(170, -1));
  }

  private void assertMetasRefused(byte[] intact, Consumer<ByteBuffer> change) {
    byte[] changed = intact.clone();
    for (int at = 0; at <= PAGE; at += PAGE) {
      change.accept(ByteBuffer.wrap(changed, at, PAGE).slice());
      seal(changed, at);
    }
    databases.disk().putFile(FILE, changed);
    assertEquals(FILE, corrupt().file());
    assertArrayEquals(changed, file());
  }

  @Test
  void oneDamagedMetaPageDoesNoHarmTwoDo() {
    Map<String, String> content = create();
    for (int meta = 0; meta < 2; meta++) {
      byte[] before = file();
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
      try (Database readOnly = builder().readOnly(true).open()) {
        assertEquals(content, content(readOnly));
      }
      Database database = databases.open(builder());
      assertEquals(content, content(database));
      put(database, "k", "meta " + meta);
      content.put("k", "meta " + meta);
      Databases.checkAndClose(database);
      assertFalse(Arrays.equals(before, file()));
      assertEquals(content, content(databases.open(builder())));
      databases.become(databases.disk().kill());
    }
    databases.disk().flipBit(FILE, 100, 3);
    databases.disk().flipBit(FILE, PAGE + 100, 3);
    assertEquals(FILE, corrupt().file());
  }

  @Test
  void theNewestMetaPageMayBeDamagedWhileTheLogIsThere() {
    Map<String, String> content = createKilled();
    for (int meta = 0; meta < 2; meta++) {
      SimStorage copy = databases.disk().kill();
      databases.disk().flipBit(FILE, meta * PAGE + 40, 1);
      Database database = databases.open(builder());
      assertEquals(content, content(database));
      Databases.checkAndClose(database);
      databases.become(copy);
    }
  }

  @Test
  void theCheckReportsADamagedMetaPage() {
    create();
    for (int meta = 0; meta < 2; meta++) {
      Database database = databases.open(builder());
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
      String problem = "the meta page at offset " + meta * PAGE + " is damaged";
      assertEquals(List.of(problem), database.check().problems());
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
      database.close();
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
      try (Database readOnly = builder().readOnly(true).open()) {
        assertEquals(List.of(problem), readOnly.check().problems());
      }
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
    }
  }

  @Test
  void aDamagedMetaPageWithoutTheLogFolderIsRefused() {
    createKilled();
    Path folder = Databases.logFolder(FILE);
    databases.disk().list(folder).forEach(databases.disk()::delete);
    databases.disk().delete(folder);
    SimStorage lost = databases.disk();
    for (int meta = 0; meta < 2; meta++) {
      databases.become(lost.kill());
      databases.disk().flipBit(FILE, meta * PAGE + 100, 3);
      assertThrows(CorruptionException.class, () -> builder().readOnly(true).open());
      corrupt();
    }
  }

  @Test
  void aTruncatedFileIsRefusedNamingWhereItEnds() {
    create();
    byte[] whole = file();
    for (int length : new int[] {whole.length - 1, whole.length - PAGE, 2 * PAGE, 5000, PAGE}) {
      databases.disk().putFile(FILE, Arrays.copyOf(whole, length));
      CorruptionException e = corrupt();
      assertEquals(FILE, e.file());
      assertEquals(length, e.offset());
    }
    databases.disk().putFile(FILE, whole);
    databases.open(builder());
  }

  @Test
  void whatFollowsTheLastPageIsCutOff() {
    Map<String, String> content = create();
    byte[] whole = file();
    databases.disk().putFile(FILE, Arrays.copyOf(whole, whole.length + 5 * PAGE + 7));
    assertEquals(content, content(databases.open(builder())));
    assertTrue(file().length <= whole.length);
  }

  @Test
  void aFlippedBitInAPageIsFoundWhenItIsTouchedAndByTheCheck() {
    create();
    SimStorage intact = databases.disk();
    int pages = file().length / PAGE;
    Random random = new Random(7);
    int live = 0;
    int atOpen = 0;
    for (int page = 2; page < pages; page++) {
      databases.become(intact.kill());
      databases.disk().flipBit(FILE, (long) page * PAGE + random.nextInt(PAGE), random.nextInt(8));
      Database database;
      try {
        database = databases.open(builder());
      } catch (CorruptionException e) {
        // The list of free pages is read when it is opened.
        assertEquals((long) page * PAGE, e.offset());
        atOpen++;
        continue;
      }
      CheckResult result = database.check();
      if (result.isOk()) {
        content(database);
        continue;
      }
      live++;
      String number = "page " + page;
      assertTrue(result.problems().stream().anyMatch(p -> p.contains(number)), "" + result);
      CorruptionException e = assertThrows(CorruptionException.class, () -> content(database));
      assertEquals(FILE, e.file());
      assertEquals((long) page * PAGE, e.offset());
      assertThrows(
          CorruptionException.class, () -> database.backup(new java.io.ByteArrayOutputStream()));
      databases.forget(database);
    }
    assertTrue(live > 5, "live pages: " + live);
    assertTrue(atOpen > 0);
    databases.become(new SimStorage());
  }

  @Test
  void theCheckFindsABitThatFlipsAfterThePageWasRead() {
    create();
    Database database = databases.open(builder());
    content(database);
    long live = database.check().livePages();
    int found = 0;
    for (int page = 2; page < file().length / PAGE; page++) {
      // A bit of the checksum itself, so that nothing else can notice.
      databases.disk().flipBit(FILE, (long) page * PAGE + 1, 2);
      found += database.check().isOk() ? 0 : 1;
      databases.disk().flipBit(FILE, (long) page * PAGE + 1, 2);
    }
    assertEquals(live, found);
  }

  @Test
  void aDamagedFreeListKeepsNobodyFromReading() {
    Map<String, String> content = create();
    int freeList = pageOfKind(PageHeader.FREE_LIST);
    databases.disk().flipBit(FILE, (long) freeList * PAGE + 70, 3);
    assertEquals((long) freeList * PAGE, corrupt().offset());
    try (Database database = builder().readOnly(true).open()) {
      assertEquals(content, content(database));
      assertFalse(database.check().isOk());
    }
  }

  private int pageOfKind(byte kind) {
    ByteBuffer file = ByteBuffer.wrap(file());
    int page = file.capacity() / PAGE - 1;
    while (PageHeader.kind(file, page * PAGE) != kind) {
      page--;
    }
    return page;
  }

  @Test
  void nonsenseUnderARightChecksumIsATypedError() {
    create();
    byte[] intact = file();
    long seed = 20261122;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 3000; round++) {
      databases.become(new SimStorage());
      databases.disk().putFile(FILE, withNonsense(intact, random));
      try (Database database = builder().readOnly(true).open()) {
        content(database);
        database.get(bytes("key000200"));
        database.check();
      } catch (KedgeException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
    }
    assertTrue(refused > 300, "refused " + refused);
    databases.become(new SimStorage());
  }

  private static byte[] withNonsense(byte[] intact, Random random) {
    byte[] file = intact.clone();
    ByteBuffer pages = ByteBuffer.wrap(file);
    int at = PAGE * (2 + random.nextInt(file.length / PAGE - 2));
    for (int i = random.nextInt(3); i >= 0; i--) {
      int room = random.nextBoolean() ? 60 : PAGE - PageHeader.BYTES;
      file[at + PageHeader.BYTES + random.nextInt(room)] = (byte) random.nextInt();
    }
    byte kind = PageHeader.kind(pages, at);
    int count = PageHeader.count(pages, at);
    if (random.nextInt(4) == 0) {
      kind = (byte) (1 + random.nextInt(5));
      count = random.nextInt(1 << (1 + random.nextInt(16)));
    }
    PageHeader.seal(pages, at, PAGE, kind, count, at / PAGE, 1);
    return file;
  }

  @Test
  void readsBesideADamagedPageGoOn() {
    Map<String, String> content = create();
    int pages = file().length / PAGE;
    int readable = 0;
    int damaged = 0;
    SimStorage intact = databases.disk();
    for (int page = 2; page < pages && damaged == 0; page++) {
      databases.become(intact.kill());
      databases.disk().flipBit(FILE, (long) page * PAGE + 200, 1);
      try (Database database = builder().open()) {
        readable = 0;
        for (String key : content.keySet()) {
          try {
            assertEquals(content.get(key), get(database, key));
            readable++;
          } catch (CorruptionException e) {
            damaged++;
          }
        }
      } catch (CorruptionException e) {
        damaged++;
      }
    }
    assertTrue(damaged > 0 && readable > 0, readable + " and " + damaged);
    databases.become(new SimStorage());
  }
}
