package dev.kedge.internal.store;

import dev.kedge.ArchiveException;
import dev.kedge.BackupFormatException;
import dev.kedge.Position;
import dev.kedge.StorageException;
import dev.kedge.WalArchive.Range;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import dev.kedge.internal.wal.WalEvent;
import dev.kedge.internal.wal.WalStreamReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of an archive directory. Its name says what it holds, in fixed-width hexadecimal: {@code
 * <generation>-<first version>-<last version>.wal}.
 */
record ArchivedRange(Path file, long generation, long firstVersion, long lastVersion) {

  private static final String HEX = "([0-9a-f]{16})";
  private static final Pattern NAME = Pattern.compile(HEX + "-" + HEX + "-" + HEX + "\\.wal");
  private static final String TEMPORARY = ".tmp";

  /** What the root of a mounted file system may have of its own. */
  private static final String OF_FILE_SYSTEM = "lost+found";

  /** The name for a range. */
  static String fileName(Range range) {
    return Position.generationText(range.generation())
        + "-"
        + Position.generationText(range.firstVersion())
        + "-"
        + Position.generationText(range.lastVersion())
        + ".wal";
  }

  /**
   * The files of a directory.
   *
   * @throws StorageException if one is there that does not belong there, as it could be a part of
   *     the log under a wrong name
   */
  static List<ArchivedRange> list(Storage storage, Path directory) {
    List<ArchivedRange> ranges = new ArrayList<>();
    for (Path file : storage.list(directory)) {
      String name = String.valueOf(file.getFileName());
      if (!name.endsWith(TEMPORARY) && !name.equals(OF_FILE_SYSTEM)) {
        ranges.add(parse(file, name));
      }
    }
    return ranges;
  }

  private static ArchivedRange parse(Path file, String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new StorageException(
          file, "is no file of a log archive; take it out of the directory", null);
    }
    return new ArchivedRange(
        file, hex(matcher.group(1)), hex(matcher.group(2)), hex(matcher.group(3)));
  }

  private static long hex(String digits) {
    return Long.parseUnsignedLong(digits, 16);
  }

  /** Whether it has the commit after a version. */
  boolean continues(long version) {
    return firstVersion <= version + 1 && version + 1 <= lastVersion;
  }

  /**
   * Refuses a file that does not begin with what its name says.
   *
   * @throws ArchiveException naming it
   */
  void requireStart(Storage storage) {
    try (StorageFile open = storage.open(file, OpenMode.READ)) {
      WalStreamReader reader = new WalStreamReader(new BackupFileInput(open), 0);
      if (reader.next() instanceof WalEvent.Section section
          && (section.generation() != generation || section.afterVersion() + 1 != firstVersion)) {
        throw misnamed(
            "begins with version "
                + (section.afterVersion() + 1)
                + " of generation "
                + Position.generationText(section.generation()));
      }
    } catch (BackupFormatException e) {
      // Whoever applies it tells of the damage.
    } catch (IOException e) {
      throw new StorageException(file, "can't be read", e);
    }
  }

  /** The error for a file that is not what its name says. */
  ArchiveException misnamed(String what) {
    return new ArchiveException(
        file
            + " is named as "
            + new Range(generation, firstVersion, lastVersion)
            + ", but "
            + what
            + ": give it the name of what it holds, or take it out of the directory",
        null);
  }

  /** Whether its generation comes from that of a position, left there or later. */
  boolean descendsFrom(Storage storage, Position position) {
    try (StorageFile open = storage.open(file, OpenMode.READ)) {
      WalStreamReader reader = new WalStreamReader(new BackupFileInput(open), 0);
      return reader.next() instanceof WalEvent.Section section
          && Lineage.reaches(section.ancestors(), position.generation(), position.version());
    } catch (IOException e) {
      throw new StorageException(file, "can't be read", e);
    }
  }
}
