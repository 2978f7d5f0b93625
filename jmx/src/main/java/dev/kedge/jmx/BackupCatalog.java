package dev.kedge.jmx;

import dev.kedge.BackupFormatException;
import dev.kedge.BackupOutline;
import dev.kedge.FormatVersionException;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.Restore;
import dev.kedge.jmx.BackupHistory.Success;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The backups in an operations directory, told by their headers. */
final class BackupCatalog {

  private static final Comparator<BackupFile> BY_COMMIT =
      Comparator.comparing(BackupFile::committed)
          .thenComparing(BackupFile::version)
          .thenComparing(BackupFile::name);

  private final OperationsDirectory directory;
  private final ScheduledNames scheduled;
  private volatile List<BackupFile> known = List.of();

  BackupCatalog(OperationsDirectory directory, ScheduledNames scheduled) {
    this.directory = directory;
    this.scheduled = scheduled;
  }

  /** Reads the directory again, and gives the backups in it, oldest commit first. */
  List<BackupFile> refresh() {
    List<BackupFile> found = new ArrayList<>();
    for (Path file : directory.files()) {
      read(file).ifPresent(found::add);
    }
    found.sort(BY_COMMIT);
    known = List.copyOf(found);
    return known;
  }

  /** The backups as they were when the directory was last read. */
  List<BackupFile> known() {
    return known;
  }

  /** Those of them that are of a history. */
  List<BackupFile> known(long generation) {
    String text = Position.generationText(generation);
    return known.stream()
        .filter(file -> file.problem().isEmpty() && file.generation().equals(text))
        .toList();
  }

  /** Whether there was a backup of a name when the directory was last read. */
  boolean has(String name) {
    return known.stream().anyMatch(file -> file.name().equals(name));
  }

  /** The backup of a history that was written last, as the file system has it. */
  Optional<Success> newest(long generation) {
    return known(generation).stream()
        .flatMap(file -> found(file).stream())
        .max(Comparator.comparing(Success::at));
  }

  /** Empty if it is not there any more. */
  private Optional<Success> found(BackupFile file) {
    try {
      Instant written = Files.getLastModifiedTime(directory.file(file.name())).toInstant();
      return Optional.of(
          new Success(file.name(), written, file.version(), file.fileBytes(), Double.NaN));
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Deletes a backup, and reads the directory again.
   *
   * @throws BackupFormatException if it is no backup
   */
  void delete(String name) {
    remove(name);
    refresh();
  }

  /** As {@link #delete}, for those who delete several and read the directory again themselves. */
  void remove(String name) {
    Path file = directory.file(name);
    Restore.outline(file);
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException(name + " can't be deleted: " + e, e);
    }
  }

  /** A backup, or nothing if the file is something else. */
  private Optional<BackupFile> read(Path file) {
    String name = file.getFileName().toString();
    try {
      BackupOutline outline = Restore.outline(file);
      return Optional.of(
          new BackupFile(
              name,
              Files.size(file),
              Position.generationText(outline.position().generation()),
              outline.position().version(),
              outline.position().version() == 0 ? "" : outline.commitTime().toString(),
              outline.imageBytes(),
              outline.compressed(),
              scheduled.isOne(name),
              ""));
    } catch (BackupFormatException | FormatVersionException e) {
      return scheduled.isBackup(name) ? Optional.of(broken(name, e)) : Optional.empty();
    } catch (KedgeException | IOException e) {
      return Optional.of(broken(name, e));
    }
  }

  private BackupFile broken(String name, Exception e) {
    String problem = ClientErrors.line(e);
    return new BackupFile(name, 0, "", -1, "", 0, false, scheduled.isOne(name), problem);
  }
}
