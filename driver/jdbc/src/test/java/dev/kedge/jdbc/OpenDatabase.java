package dev.kedge.jdbc;

import dev.kedge.Database;
import java.io.IOException;
import java.nio.file.Path;

/** A program that has a database open until it is given a byte. */
final class OpenDatabase {

  private OpenDatabase() {}

  public static void main(String[] arguments) throws IOException {
    try (Database database = Database.open(Path.of(arguments[0]))) {
      System.out.println("open " + database.position().version());
      System.in.read();
    }
    System.out.println("closed");
  }
}
