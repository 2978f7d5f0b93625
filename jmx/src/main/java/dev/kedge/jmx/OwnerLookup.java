package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Finds a database among those that a process has open. */
final class OwnerLookup {

  private final List<Open> all;

  OwnerLookup(List<Open> all) {
    this.all = all;
  }

  /** One that is open: the name in the names of its beans, and its file. */
  record Open(OwnedDatabase database, Path path) {

    private boolean isCalled(Path file) {
      return database.name().equals(file.toString()) || path.endsWith(file.normalize());
    }

    /** On the same host a link to the file, or to a directory on the way, will do as well. */
    private boolean isAt(Path wanted) {
      try {
        return path.equals(wanted) || (Files.exists(wanted) && Files.isSameFile(path, wanted));
      } catch (IOException e) {
        return false; // that of another database, which is not to be seen from here
      }
    }

    @Override
    public String toString() {
      return database.name() + " (" + path + ")";
    }
  }

  /** The one of a file, as this process sees it. */
  OwnedDatabase at(Path file) {
    Path wanted = file.toAbsolutePath().normalize();
    return one(wanted, one -> one.isAt(wanted));
  }

  /** The one of a file, or of a name: the other process may be in another directory, or host. */
  OwnedDatabase called(Path file) {
    Path wanted = file.toAbsolutePath().normalize();
    boolean elsewhere = !file.isAbsolute() && all.stream().noneMatch(one -> one.isAt(wanted));
    return elsewhere ? one(file, one -> one.isCalled(file)) : at(file);
  }

  private OwnedDatabase one(Path wanted, Predicate<Open> isIt) {
    List<Open> found = all.stream().filter(isIt).toList();
    if (found.size() == 1) {
      return found.get(0).database();
    }
    if (all.isEmpty()) {
      throw new KedgeException(
          "the process has no beans for "
              + wanted
              + ", nor any other of Kedge: put kedge-jmx on its class path or module path (or"
              + " kedge.jmx.enabled is false there), or close the database there");
    }
    throw new KedgeException(
        found.isEmpty()
            ? "the process has no beans for " + wanted + ", but for " + names(all)
            : wanted + " could be each of " + names(found) + ": name it by its whole path");
  }

  private static String names(List<Open> some) {
    return some.stream().map(Open::toString).sorted().collect(Collectors.joining(", "));
  }
}
