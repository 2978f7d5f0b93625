package dev.kedge;

import static dev.kedge.Databases.put;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.spi.DatabaseObserver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Services that are shown the databases that are opened. */
class ObserverTest {

  private static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @RegisterExtension final DatabaseExtension databases = new DatabaseExtension();

  @TempDir private Path services;

  @BeforeEach
  void forget() {
    SEEN.clear();
  }

  @Test
  void anObserverIsShownTheDatabaseAndHearsOfItsClosing() throws IOException {
    Database database = databases.open("a.kv");
    List<DatabaseListener> listeners = observe(database, Recording.class.getName());
    assertEquals(List.of("opened a.kv"), SEEN);
    listeners.forEach(DatabaseListener::onClosing);
    assertEquals(List.of("opened a.kv", "closing a.kv at version 0"), SEEN);
  }

  @Test
  void aDatabaseStillWorksWhileItTellsThatItIsClosingAndTellsItOnce() {
    List<String> told = new ArrayList<>();
    Database[] database = new Database[1];
    database[0] =
        databases.open(
            databases
                .sim("a.kv")
                .listener(
                    new DatabaseListener() {
                      @Override
                      public void onClosing() {
                        told.add("version " + database[0].stats().position().version());
                      }
                    }));
    put(database[0], "a", "1");
    database[0].close();
    database[0].close();
    assertEquals(List.of("version 1"), told);
  }

  @Test
  void anObserverThatFailsOrCanNotBeLoadedNeitherHarmsTheDatabaseNorTheOthers() throws IOException {
    Database database = databases.open("a.kv");
    List<DatabaseListener> listeners =
        observe(
            database,
            "dev.kedge.NotThere",
            Failing.class.getName(),
            String.class.getName(),
            Recording.class.getName());
    assertEquals(List.of("opened a.kv"), SEEN);
    assertEquals(1, listeners.size());
    put(database, "a", "1");
  }

  @Test
  void aServiceFileThatIsNoneIsIgnored() throws IOException {
    assertTrue(observe(databases.open("a.kv"), "not a class name!").isEmpty());
  }

  /** Shows a database to the observers of these names. */
  private List<DatabaseListener> observe(Database database, String... names) throws IOException {
    Path file = services.resolve("META-INF/services/" + DatabaseObserver.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(names));
    List<DatabaseListener> listeners = new ArrayList<>();
    URL[] here = {services.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(here, ObserverTest.class.getClassLoader())) {
      new Observers(loader).tell(database, listeners::add);
    }
    return listeners;
  }

  /** Writes down what it sees. */
  public static final class Recording implements DatabaseObserver {
    @Override
    public DatabaseListener opened(Database database) {
      SEEN.add("opened " + database.path().getFileName());
      return new DatabaseListener() {
        @Override
        public void onClosing() {
          SEEN.add(
              "closing "
                  + database.path().getFileName()
                  + " at version "
                  + database.position().version());
        }
      };
    }
  }

  /** Refuses every database. */
  public static final class Failing implements DatabaseObserver {
    @Override
    public DatabaseListener opened(Database database) {
      throw new IllegalStateException("not this one");
    }
  }
}
