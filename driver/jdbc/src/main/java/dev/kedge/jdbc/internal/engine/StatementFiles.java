package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Which files statements may name, so that a statement that somebody smuggled in is no way to the
 * file system: any, none, or those of a directory.
 */
public final class StatementFiles {

  private final boolean allowed;
  private final @Nullable Path directory;

  private StatementFiles(boolean allowed, @Nullable Path directory) {
    this.allowed = allowed;
    this.directory = directory;
  }

  /**
   * As the property says.
   *
   * @throws SQLException if its directory is not there
   */
  public static StatementFiles of(Settings settings) throws SQLException {
    String text = settings.text(KedgeProperty.STATEMENT_FILES);
    return switch (text) {
      case "any" -> new StatementFiles(true, null);
      case "off" -> new StatementFiles(false, null);
      default -> new StatementFiles(true, existing(text));
    };
  }

  private static Path existing(String directory) throws SQLException {
    try {
      Path real = Path.of(directory).toRealPath();
      if (Files.isDirectory(real)) {
        return real;
      }
    } catch (IOException | InvalidPathException e) {
      throw noDirectory(directory, e);
    }
    throw noDirectory(directory, null);
  }

  private static SQLException noDirectory(String directory, @Nullable Exception cause) {
    return SqlState.CONNECTION_REFUSED.error(
        "property statementFiles is " + directory + " and must be any, off or a directory", cause);
  }

  /**
   * The file that a statement names.
   *
   * @throws SQLException if it may not name it
   */
  public Path resolve(String name) throws SQLException {
    if (!allowed) {
      throw refused(name, "statementFiles is off: no statement may name a file");
    }
    Path path = path(name);
    return directory == null ? path : within(directory, path, name);
  }

  private static Path path(String name) throws SQLException {
    try {
      if (!name.isBlank()) {
        return Path.of(name);
      }
    } catch (InvalidPathException e) {
      throw SqlState.BAD_VALUE.error("\"" + name + "\" is no file name: " + e.getReason(), e);
    }
    throw SqlState.BAD_VALUE.error("a file name is not empty");
  }

  private static Path within(Path directory, Path path, String name) throws SQLException {
    if (path.isAbsolute()) {
      throw refused(name, "write a name within the directory of statementFiles");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw refused(name, "names with .. lead out of the directory of statementFiles");
      }
    }
    Path file = directory.resolve(path);
    try {
      // Of a file that is yet to be written, the directory tells where it will be.
      Path known = Files.exists(file, LinkOption.NOFOLLOW_LINKS) ? file : file.getParent();
      if (known != null && known.toRealPath().startsWith(directory)) {
        return file;
      }
    } catch (IOException e) {
      throw SqlState.STORAGE_FAILED.error(
          "the directory of " + name + " is not there: create it, or name another", e);
    }
    throw refused(name, "a link leads out of the directory of statementFiles");
  }

  private static SQLException refused(String name, String why) {
    return SqlState.FILE_REFUSED.error("the file \"" + name + "\" is refused: " + why);
  }
}
