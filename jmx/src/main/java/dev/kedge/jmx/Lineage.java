package dev.kedge.jmx;

import dev.kedge.Ancestor;
import dev.kedge.Database;
import dev.kedge.Position;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which history a database has: its generation, and those that this one descends from, each up to a
 * version. A file name does not say so: another process may have a database of the same name.
 *
 * @param generations each with the last version of it that the database has
 */
record Lineage(List<Ancestor> generations) {

  Lineage {
    generations = List.copyOf(generations);
  }

  /** That of a database as it is now. */
  static Lineage of(Database database) {
    // In this order: should it begin a generation just now, that is one without ancestors.
    List<Ancestor> ancestors = database.ancestors();
    Position now = database.position();
    Ancestor own = new Ancestor(now.generation(), now.version());
    return new Lineage(Stream.concat(ancestors.stream(), Stream.of(own)).toList());
  }

  /** Whether a backup is of this history. */
  boolean has(BackupFile file) {
    return file.problem().isEmpty() && generations.stream().anyMatch(one -> isOf(file, one));
  }

  private static boolean isOf(BackupFile file, Ancestor generation) {
    return file.generation().equals(Position.generationText(generation.generation()))
        && file.version() <= generation.version();
  }
}
