package dev.kedge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.internal.io.SimStorage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Files of format version 1, one of each kind, as the first release wrote them: they can be read
 * for ever, or are refused by name. They are among the resources, each compressed by gzip, and are
 * never made again: a later format gets a folder of its own.
 */
class GoldenFileTest {

  private static final String FOLDER = "/golden/v1/";
  private static final Path FILE = Databases.path("app.kv");
  private static final Path LOG = Databases.logFolder(FILE);
  private static final String SEGMENT = "0000000000000001.wal";
  private static final Path ARCHIVE = Databases.path("archive");

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  /** Makes the files anew, into a folder: for the next format version. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    SimStorage disk = new SimStorage();
    disk.createDirectory(ARCHIVE);
    try (Database database = builder(disk).walArchive(new DirectoryArchive(disk, ARCHIVE)).open()) {
      fill(database);
      write(folder, "app.kvbak", Databases.backup(database));
      ByteArrayOutputStream compressed = new ByteArrayOutputStream();
      database.backup(compressed, BackupOptions.COMPRESSED);
      write(folder, "app.kvbak.lz4", compressed.toByteArray());
      Databases.put(database, "later", "committed after the backup");
      write(folder, "1.wal", Databases.ship(database, 3));
    }
    write(folder, "app.kv", disk.readFile(FILE));
    write(folder, "state", disk.readFile(LOG.resolve("state")));
    write(folder, SEGMENT, disk.readFile(LOG.resolve(SEGMENT)));
    Path range = disk.list(ARCHIVE).get(0);
    write(folder, "range.wal", disk.readFile(range));
    write(folder, "range.name", Databases.bytes(range.getFileName().toString()));
  }

  private static void fill(Database database) {
    Databases.put(database, "fruit/apple", "red");
    database.put(Databases.bytes("fruit/banana"), new byte[5000]);
    database.deleteRange(KeyRange.prefix(Databases.bytes("nut/")));
    Databases.put(database, "fruit/cherry", "dark red");
    database.delete(Databases.bytes("fruit/apple"));
    database.holds().create("replica-1", 3, 1 << 20);
  }

  private static Map<String, String> content(boolean later) {
    Map<String, String> content = new TreeMap<>();
    content.put("fruit/banana", Databases.text(new byte[5000]));
    content.put("fruit/cherry", "dark red");
    if (later) {
      content.put("later", "committed after the backup");
    }
    return content;
  }

  private static void write(Path folder, String name, byte[] content) throws IOException {
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve(name + ".gz")))) {
      out.write(content);
    }
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = GoldenFileTest.class.getResourceAsStream(FOLDER + name + ".gz")) {
      assertNotNull(in, name);
      return new GZIPInputStream(in).readAllBytes();
    }
  }

  private static DatabaseBuilder builder(SimStorage disk) {
    return Database.builder(FILE)
        .storage(disk)
        .background(false)
        .pageSize(4096)
        .logSegmentBytes(64 << 10);
  }

  private void placeDatabase() throws IOException {
    SimStorage disk = databases.disk();
    disk.createDirectory(LOG);
    disk.putFile(FILE, golden("app.kv"));
    disk.putFile(LOG.resolve("state"), golden("state"));
    disk.putFile(LOG.resolve(SEGMENT), golden(SEGMENT));
  }

  private DatabaseBuilder builder() {
    return builder(databases.disk());
  }

  @Test
  void aDatabaseOfVersionOneIsOpenedAndWritten() throws IOException {
    placeDatabase();
    try (Database database = builder().readOnly(true).open()) {
      assertEquals(content(true), Databases.content(database));
    }
    Database database = databases.open(builder());
    assertEquals(6, database.position().version());
    assertEquals("replica-1", database.holds().list().get(0).name());
    assertEquals(content(true), Databases.content(database));
    Databases.put(database, "new", "written by this version");
  }

  @Test
  void whatThisVersionShipsAndBacksUpIsTheSameByteForByte() throws IOException {
    placeDatabase();
    Database database = databases.open(builder());
    assertArrayEquals(golden("1.wal"), Databases.ship(database, 3));
    byte[] backup = Databases.backup(database);
    assertArrayEquals(backup, Databases.backup(database));
    databases.restore("copy.kv", golden("app.kvbak"));
    Database copy = databases.open("copy.kv");
    assertArrayEquals(golden("app.kvbak"), Databases.backup(copy));
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    copy.backup(compressed, BackupOptions.COMPRESSED);
    // There is more than one way to compress; what is compressed is the same.
    String digest = Restore.verify(Databases.stream(golden("app.kvbak.lz4"))).digest();
    assertEquals(digest, Restore.verify(Databases.stream(compressed.toByteArray())).digest());
  }

  @Test
  void backupsOfVersionOneAreRestoredAndItsLogIsApplied() throws IOException {
    for (String name : new String[] {"app.kvbak", "app.kvbak.lz4"}) {
      Path file = databases.restore(name + ".kv", golden(name));
      Database replica = databases.openReplica(file.getFileName().toString());
      assertEquals(content(false), Databases.content(replica));
      Databases.apply(replica, golden("1.wal"));
      assertEquals(content(true), Databases.content(replica));
    }
  }

  @Test
  void anArchiveOfVersionOneIsApplied() throws IOException {
    databases.disk().createDirectory(ARCHIVE);
    byte[] range = golden("range.wal");
    String name = Databases.text(golden("range.name"));
    databases.disk().putFile(ARCHIVE.resolve(name), range);
    databases.restore("replica.kv", golden("app.kvbak"));
    Database replica = databases.openReplica("replica.kv");
    ApplyResult applied = replica.applyWal(ARCHIVE);
    assertTrue(applied.position().version() >= 5, applied.toString());
  }
}
