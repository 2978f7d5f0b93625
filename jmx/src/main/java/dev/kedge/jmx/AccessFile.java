package dev.kedge.jmx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files that say who may do what. */
final class AccessFile {

  private AccessFile() {}

  /**
   * Reads the roles of users.
   *
   * @throws IllegalArgumentException if a line is not a user and a role
   */
  static Map<String, AccessRole> roles(Path file) throws IOException {
    Map<String, AccessRole> roles = new HashMap<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        String[] words = line.split("\\s+", -1);
        if (words.length != 2 || roles.put(words[0], AccessRole.parse(words[1])) != null) {
          throw new IllegalArgumentException(
              file + ", line " + (i + 1) + ": write a user and one role, each user once");
        }
      }
    }
    return roles;
  }

  /**
   * Refuses a secret that others could read.
   *
   * @throws IllegalArgumentException if its permissions let them
   */
  static void checkSecret(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> allowed =
        Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    if (!allowed.containsAll(Files.getPosixFilePermissions(file))) {
      throw new IllegalArgumentException(file + " can be read by others: chmod 600 it");
    }
  }
}
