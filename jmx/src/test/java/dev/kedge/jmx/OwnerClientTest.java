package dev.kedge.jmx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kedge.BackupFormatException;
import dev.kedge.BackupResult;
import dev.kedge.CorruptionException;
import dev.kedge.Database;
import dev.kedge.DatabaseLockedException;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.Restore;
import dev.kedge.ShipResult;
import dev.kedge.StorageFullException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.ConnectIOException;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way to a database that another process has open. */
class OwnerClientTest {

  @TempDir private Path directory;

  @Test
  void aProcessThatOpensNoPortIsReachedByItsUser() throws IOException {
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file)) {
      DatabaseLockedException locked =
          assertThrows(DatabaseLockedException.class, () -> Database.open(file));
      assertTrue(locked.holder().startsWith("pid " + owner.pid()));
      try (OwnerClient client = OwnerClient.attach(owner.pid())) {
        OwnedDatabase app = client.database(file);
        assertEquals("app.kv", app.name());
        assertEquals(1000, app.state().getEntries());
        List<Long> heard = new ArrayList<>();
        long id = app.backups().startBackup("a.kvbak", false);
        OperationStatus made = app.await(id, (done, total) -> heard.add(done));
        BackupResult result = made.resultAs(BackupResult.class);
        assertEquals(result.imageBytes(), heard.get(heard.size() - 1));
        Path backup = Path.of(app.backups().getDirectory()).resolve("a.kvbak");
        assertEquals(result.digest(), Restore.verify(backup).digest());
        assertEquals(new Position(result.position().generation(), 1000), result.position());
        assertEquals("1000", app.shipping().shipWalAfter("a.wal", 0).result().get("commits"));
        assertEquals("1000", app.state().checkpoint().result().get("version"));
        assertEquals("", app.state().check().result().get("problems"));
        KedgeException e =
            assertThrows(
                KedgeException.class, () -> client.database(directory.resolve("other.kv")));
        assertTrue(e.getMessage().endsWith(", but for app.kv (" + file + ")"), e.getMessage());
        // Who has locked it has it open at this very path.
        assertThrows(KedgeException.class, () -> client.database(Path.of("app.kv")));
      }
    }
  }

  @Test
  void whyThereIsNoWayToAConnectorIsToldWithWhatToDo() {
    SSLException handshake = new SSLException("x", new CertificateException("x"));
    Exception untrusted = new ConnectIOException("x", handshake);
    assertTrue(
        ConnectFailure.of("db1:7091", true, untrusted)
            .getMessage()
            .startsWith("the certificate of db1:7091 is not trusted here: "));
    Exception plain = new ConnectIOException("x", new SSLException("Unsupported"));
    assertTrue(
        ConnectFailure.of("db1:7091", true, plain).getMessage().startsWith("there is no TLS at "));
    Exception jrmp = new ConnectIOException("non-JRMP server at remote endpoint");
    assertTrue(
        ConnectFailure.of("db1:7091", false, jrmp).getMessage().contains("log in with --jmx-user"));
  }

  @Test
  void oneOfTwoDatabasesOfANameIsNamedByItsWholePath() {
    OwnerLookup lookup =
        new OwnerLookup(
            List.of(open("app.kv", "/srv/a/app.kv"), open("app.kv-2", "/srv/b/app.kv")));
    assertEquals("app.kv-2", lookup.called(Path.of("b/app.kv")).name());
    assertEquals("app.kv-2", lookup.called(Path.of("/srv/b/app.kv")).name());
    KedgeException e = assertThrows(KedgeException.class, () -> lookup.called(Path.of("app.kv")));
    assertEquals(
        "app.kv could be each of app.kv (/srv/a/app.kv), app.kv-2 (/srv/b/app.kv): name it by its"
            + " whole path",
        e.getMessage());
  }

  private static OwnerLookup.Open open(String name, String path) {
    return new OwnerLookup.Open(
        new OwnedDatabase(Beans.SERVER, new BeanNames(name)), Path.of(path));
  }

  @Test
  void aProcessThatIsNotThereIsTold() {
    assertThrows(KedgeException.class, () -> OwnerClient.attach(Integer.MAX_VALUE));
    assertThrows(KedgeException.class, () -> OwnerClient.connect("127.0.0.1", 1, null));
  }

  @Test
  void aDatabaseIsFoundByALinkAndTellsAllThatJavaTells() throws IOException {
    Path file = directory.resolve("app.kv");
    Path link = Files.createSymbolicLink(directory.resolve("data"), directory);
    try (EngineProcess owner = EngineProcess.start(file);
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      OwnedDatabase app = client.database(link.resolve("app.kv"));
      DatabaseInfo info = app.info();
      assertEquals(file, info.path());
      assertEquals(1000, info.stats().entries());
      assertEquals(1000, info.stats().commitLatency().count());
      assertTrue(info.commitTime().isPresent());
      assertFalse(info.rememberedReplica());
      assertFalse(app.isFollower());
      assertEquals(List.of(), app.replicas());
    }
  }

  @Test
  void holdsAreMadeAndAdvancedAndTheirLogIsShipped() throws IOException {
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file);
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      ShippingMXBean shipping = client.database(file).shipping();
      shipping.createHold("r", 10, 1 << 20);
      assertTrue(shipping.advanceHold("r", 990));
      assertEquals(990, shipping.getHolds().get(0).version());
      assertFalse(shipping.advanceHold("none", 990));
      OperationStatus shipped =
          client.database(file).await(shipping.startShipWal("all", -1), ProgressListener.NONE);
      assertEquals(1000, shipped.resultAs(ShipResult.class).commits());
      assertThrows(KedgeException.class, () -> shipped.resultAs(BackupResult.class));
    }
  }

  @Test
  void whatTheOwnerFailedWithKeepsItsType() throws IOException {
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file);
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      OwnedDatabase app = client.database(file);
      Path backups = Path.of(app.backups().getDirectory());
      app.backups().backup("a.kvbak");
      Files.write(backups.resolve("b.kvbak"), Files.readAllBytes(file));
      long id = app.backups().startVerifyBackup("b.kvbak");
      OwnerException e =
          assertThrows(OwnerException.class, () -> app.await(id, ProgressListener.NONE));
      assertEquals(BackupFormatException.class, e.errorType());
      assertTrue(e.getMessage().contains("b.kvbak"), e.getMessage());
      assertEquals(
          CorruptionException.class, OwnerException.of("CorruptionException: x").errorType());
      assertEquals(KedgeException.class, OwnerException.of("NixException: x").errorType());
      assertEquals("x", OwnerException.of("NixException: x").getMessage());
      assertEquals(KedgeException.class, OwnerException.of("not allowed: x").errorType());
      assertEquals(
          RuntimeException.class,
          OwnerException.of("unexpected, see the log of the process: x").errorType());
    }
  }

  @Test
  void aFullOperationsDirectoryIsToldAndHarmsNothing() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "prlimit is not installed");
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file);
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      OwnedDatabase app = client.database(file);
      BackupMXBean backups = app.backups();
      app.state().checkpoint();
      limitFiles(owner, "65536");
      long id = backups.startBackup("full.kvbak", false);
      OwnerException e =
          assertThrows(OwnerException.class, () -> app.await(id, ProgressListener.NONE));
      assertEquals(StorageFullException.class, e.errorType());
      assertTrue(backups.isFailing());
      assertTrue(backups.getLastFailure().contains("full.kvbak"), backups.getLastFailure());
      assertEquals(0, Path.of(backups.getDirectory()).toFile().list().length, "nothing is left");
      limitFiles(owner, "unlimited");
      backups.backup("full.kvbak");
      assertFalse(backups.isFailing());
      assertEquals("", app.state().check().result().get("problems"));
    }
  }

  /** From now on files of the process can't grow beyond this: they are full for it. */
  private static void limitFiles(EngineProcess owner, String bytes) throws Exception {
    Process limit =
        new ProcessBuilder("prlimit", "--pid=" + owner.pid(), "--fsize=" + bytes + ":unlimited")
            .inheritIO()
            .start();
    assertEquals(0, limit.waitFor());
  }

  @Test
  void anOwnerThatIsGoneIsTold() throws IOException {
    Path file = directory.resolve("app.kv");
    EngineProcess owner = EngineProcess.start(file);
    try (owner;
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      OwnedDatabase app = client.database(file);
      owner.close();
      assertThrows(KedgeException.class, app::info);
      assertThrows(KedgeException.class, app::isFollower);
    }
  }

  @Test
  void aProcessThatWantsNoBeansHasNone() throws IOException {
    Path file = directory.resolve("app.kv");
    try (EngineProcess owner = EngineProcess.start(file, "-Dkedge.jmx.enabled=false");
        OwnerClient client = OwnerClient.attach(owner.pid())) {
      KedgeException e = assertThrows(KedgeException.class, () -> client.database(file));
      assertTrue(e.getMessage().contains("kedge-jmx"), e.getMessage());
    }
  }
}
