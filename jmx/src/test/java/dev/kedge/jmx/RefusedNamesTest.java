package dev.kedge.jmx;

import static dev.kedge.jmx.Beans.bean;
import static dev.kedge.jmx.Beans.refusal;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What tools send that must not reach a file: one clear line each, and nothing is written. */
class RefusedNamesTest {

  @TempDir private Path directory;
  private Database database;
  private BackupMXBean backups;
  private Path files;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory.resolve("app.kv"));
    backups = bean("app.kv", BackupMXBean.class);
    files = Files.createDirectory(directory.resolve("app.kv-backups"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "String",
        "",
        " ",
        "a b",
        ".",
        "..",
        ".hidden",
        "-dash",
        "../app.kv",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:x",
        "file:///tmp/x",
        "http://localhost/x",
        "java.lang.Runtime()",
        "a\nb",
        "a\"b",
        "a'b",
        "a\u0000b",
        "\u00e4",
        "x.tmp",
        "x.lock"
      })
  void whatIsNoNameIsRefusedEverywhere(String name) throws IOException {
    ShippingMXBean shipping = bean("app.kv", ShippingMXBean.class);
    refusal(() -> backups.backup(name));
    refusal(() -> backups.startBackup(name, true));
    refusal(() -> backups.verifyBackup(name));
    refusal(() -> backups.restore(name, "new.kv", "new.kv"));
    refusal(() -> backups.deleteBackup(name, name));
    refusal(() -> shipping.shipWal(name));
    refusal(() -> shipping.applyWal(name));
    backups.backup("good.kvbak");
    refusal(() -> backups.restore("good.kvbak", name, name));
    assertEquals(List.of("good.kvbak"), list());
  }

  @Test
  void theWordThatAToolLeavesInATextFieldIsRefusedInEachOfThem() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    int fields = 0;
    for (ObjectName bean : server.queryNames(new ObjectName("dev.kedge:database=app.kv,*"), null)) {
      for (MBeanOperationInfo operation : server.getMBeanInfo(bean).getOperations()) {
        for (int i = 0; i < operation.getSignature().length; i++) {
          if (operation.getSignature()[i].getType().equals(String.class.getName())) {
            String why = refusalOf(server, bean, operation, i);
            assertTrue(why.contains("is still the word"), operation.getName() + ": " + why);
            fields++;
          }
        }
      }
    }
    assertTrue(fields > 15, () -> "there are more text fields than that");
    assertEquals(List.of(), list());
  }

  /** What is said of a call whose one argument was left as it was. */
  private static String refusalOf(
      MBeanServer server, ObjectName bean, MBeanOperationInfo operation, int untouched) {
    MBeanParameterInfo[] signature = operation.getSignature();
    String[] types = new String[signature.length];
    Object[] arguments = new Object[signature.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = signature[i].getType();
      arguments[i] =
          switch (types[i]) {
            case "boolean" -> false;
            case "int" -> 1;
            case "long" -> 1L;
            case "double" -> 1.0;
            default -> i == untouched ? "String" : "x.kvbak";
          };
    }
    return assertThrows(
            RuntimeMBeanException.class,
            () -> server.invoke(bean, operation.getName(), arguments, types))
        .getCause()
        .getMessage();
  }

  @Test
  void aNameThatIsTooLongIsRefused() {
    assertTrue(refusal(() -> backups.backup("a".repeat(129))).contains("is no name"));
  }

  @Test
  void linksInTheDirectoryAreNotFollowed() throws IOException {
    database.backup(directory.resolve("outside.kvbak"));
    Files.createSymbolicLink(files.resolve("in"), directory.resolve("outside.kvbak"));
    Files.createSymbolicLink(files.resolve("out"), directory.resolve("nothing"));
    String why = refusal(() -> backups.verifyBackup("in"));
    assertTrue(why.contains("is a symbolic link, which is not followed"), why);
    refusal(() -> backups.restore("in", "new.kv", "new.kv"));
    refusal(() -> backups.deleteBackup("in", "in"));
    refusal(() -> backups.backup("out"));
    assertEquals(List.of(), backups.listBackups());
    assertTrue(Files.exists(directory.resolve("outside.kvbak")));
  }

  @Test
  void filesThatAreBeingWrittenAndTheirLocksAreNotLookedAt() throws IOException {
    backups.backup("good.kvbak");
    for (String suffix : List.of("tmp", "lock")) {
      Files.copy(
          files.resolve("good.kvbak"),
          files.resolve("next.kvbak.backup-0123456789abcdef." + suffix));
    }
    assertEquals(
        List.of("good.kvbak"), backups.listBackups().stream().map(BackupFile::name).toList());
  }

  @Test
  void whatIsThereIsNotOverwrittenAndWhatIsNoBackupNotDeleted() throws IOException {
    Files.writeString(files.resolve("notes"), "mine");
    assertTrue(refusal(() -> backups.backup("notes")).contains("nothing is overwritten"));
    assertTrue(
        refusal(() -> backups.deleteBackup("notes", "notes")).startsWith("BackupFormatException"));
    assertEquals("mine", Files.readString(files.resolve("notes")));
    assertTrue(refusal(() -> backups.verifyBackup("nothing")).contains("is not there"));
  }

  @Test
  void aFileInThePlaceOfTheDirectoryIsTold() throws IOException {
    Files.delete(files);
    Files.writeString(files, "in the way");
    assertTrue(refusal(() -> backups.backup("a")).contains("is no directory"));
    assertTrue(backups.isFailing());
    assertEquals(1, backups.getFailedTotal());
    assertTrue(backups.getLastFailure().contains("is no directory"));
  }

  private List<String> list() throws IOException {
    try (Stream<Path> entries = Files.list(files)) {
      return entries.map(path -> path.getFileName().toString()).toList();
    }
  }
}
