package dev.kedge.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.kedge.BackupFormatException;
import dev.kedge.cli.work.Input;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks whether an input is shipped log. The engine does so only once a database is a replica,
 * which it stays for good.
 */
final class ShippedLog {

  private static final int HEAD_BYTES = 8;
  private static final String LOG = "KEDGE-WS";
  private static final String BACKUP = "KEDGE-BK";

  private ShippedLog() {}

  /**
   * Refuses what is none, and reads nothing of a pipe.
   *
   * @throws BackupFormatException if the input is something else
   * @throws RefusedException if it is a directory without archived log
   */
  static void require(Input input) throws IOException {
    Path file = input.file();
    if (input.ownerFile() != null) {
      return; // seen by the process that has it
    }
    if (file == null) {
      input.pipe().mark(HEAD_BYTES);
      requireHead("the input", input.pipe());
      input.pipe().reset();
    } else if (Files.isDirectory(file)) {
      requireLog(file);
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        requireHead(file.toString(), in);
      }
    }
  }

  private static void requireHead(String name, InputStream in) throws IOException {
    String head = new String(in.readNBytes(HEAD_BYTES), US_ASCII);
    if (head.equals(BACKUP)) {
      throw new BackupFormatException(name + " is a backup (restore it), no shipped log,", 0);
    }
    if (!head.equals(LOG)) {
      throw new BackupFormatException(name + " is no shipped log", 0);
    }
  }

  private static void requireLog(Path archive) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(archive, "*.wal")) {
      if (!files.iterator().hasNext()) {
        throw new RefusedException(
            archive + " has no archived log: name the directory that --wal-archive names");
      }
    }
  }
}
