package dev.kedge.jmx;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.kedge.Database;
import dev.kedge.WalArchive;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How far an archive continues a backup. */
class ArchiveReachTest {

  @TempDir private Path directory;

  private ArchiveReach opened() {
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      return new ArchiveReach(database.stats());
    }
  }

  @Test
  void anArchiveWithoutAHoleContinuesABackup() {
    assertEquals(120, opened().from(100, 120));
    assertEquals(100, opened().from(100, -1), "no archive");
  }

  @Test
  void behindAHoleABackupIsAllThereIsUntilTheNextOne() {
    ArchiveReach archive = opened();
    archive.hole(new WalArchive.Range(1, 121, 500));
    assertEquals(100, archive.from(100, 500));
    assertEquals(100, archive.from(100, 600));
    assertEquals(600, archive.from(500, 600));
  }

  @Test
  void whatWasArchivedBeforeItWasOpenedMayHaveHoles() {
    Path file = directory.resolve("archived.kv");
    WalArchive archive = WalArchive.directory(directory.resolve("archive"));
    try (Database database = Database.builder(file).walArchive(archive).open()) {
      for (int i = 0; i < 10; i++) {
        database.put("a".getBytes(UTF_8), "1".getBytes(UTF_8));
      }
    }
    try (Database database = Database.builder(file).walArchive(archive).open()) {
      ArchiveReach reach = new ArchiveReach(database.stats());
      assertEquals(5, reach.from(5, 20));
      assertEquals(20, reach.from(10, 20));
    }
  }
}
