package dev.kedge.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.Database;
import dev.kedge.Position;
import dev.kedge.spi.ReplicaObserver;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services that are shown replicas and followers. */
class ReplicaObserverTest {

  private static final List<String> SEEN = new CopyOnWriteArrayList<>();

  @TempDir private Path directory;
  @TempDir private Path services;
  private ReplicaRig rig;
  private final History history = new History(9);
  private final MemoryReplicaClient client = new MemoryReplicaClient();

  @BeforeEach
  void setUp() {
    SEEN.clear();
    rig = new ReplicaRig(directory);
  }

  @AfterEach
  void tearDown() {
    rig.close();
  }

  @Test
  void anObserverIsShownAReplicaAndTheListenerHearsWhatTheFirstOneHears() throws IOException {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).name("far").build();
    ReplicaEvents events = new ReplicaEvents(ReplicaListener.NONE);
    observe(observers -> observers.tell(database, replica, events::add));
    events.tell(on -> on.onState(ReplicaState.RUNNING));
    events.closed();
    events.tell(on -> on.onState(ReplicaState.STOPPED));
    assertEquals(List.of("app.kv to far", "RUNNING", "closed"), SEEN);
  }

  @Test
  void anObserverThatFailsOrCanNotBeLoadedHarmsNobody() throws IOException {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    List<ReplicaListener> listeners = new ArrayList<>();
    observe(observers -> observers.tell(database, replica, listeners::add));
    assertEquals(1, listeners.size());
  }

  @Test
  void aFollowersListenersAllHearThoughOneThrows() throws IOException {
    Database database = rig.open("app.kv");
    Replica replica = rig.replica(database, client).build();
    rig.commits(database, history, 2);
    replica.sync();
    List<Position> applied = new ArrayList<>();
    FollowerListener own =
        new FollowerListener() {
          @Override
          public void onApplied(Position position) {
            applied.add(position);
            throw new IllegalStateException("a bad listener");
          }
        };
    try (Follower follower =
        Follower.builder(rig.path("f.kv"), client).clock(rig).listener(own).open()) {
      observe(observers -> observers.tell(follower, follower::addListener));
      rig.commits(database, history, 1);
      replica.sync();
      follower.poll();
      assertEquals(List.of(database.position()), applied);
      assertEquals(List.of("follower f.kv", "applied 3"), SEEN);
      assertFalse(follower.isRunning());
      follower.start();
      assertTrue(follower.isRunning());
      follower.promote();
      assertFalse(follower.isRunning());
    }
  }

  @Test
  void aReplicaThatIsClosedTellsItsOwnListenerIfItWasStarted() {
    Database database = rig.open("app.kv");
    ReplicaListener own =
        new ReplicaListener() {
          @Override
          public void onClosed() {
            SEEN.add("closed");
          }
        };
    try (Replica replica = rig.replica(database, client).listener(own).build()) {
      replica.start();
      replica.stop();
      assertEquals(List.of(), SEEN);
    }
    assertEquals(List.of("closed"), SEEN);
  }

  private interface Show {
    void with(ReplicaObservers observers);
  }

  private void observe(Show show) throws IOException {
    Path file = services.resolve("META-INF/services/" + ReplicaObserver.class.getName());
    Files.createDirectories(file.getParent());
    Files.write(
        file, List.of("dev.kedge.NotThere", Failing.class.getName(), Recording.class.getName()));
    URL[] here = {services.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(here, getClass().getClassLoader())) {
      show.with(new ReplicaObservers(loader));
    }
  }

  /** Writes down what it sees. */
  public static final class Recording implements ReplicaObserver {
    @Override
    public ReplicaListener started(Database database, Replica replica) {
      SEEN.add(database.path().getFileName() + " to " + replica.options().name());
      return new ReplicaListener() {
        @Override
        public void onState(ReplicaState state) {
          SEEN.add(state.toString());
        }

        @Override
        public void onClosed() {
          SEEN.add("closed");
        }
      };
    }

    @Override
    public FollowerListener opened(Follower follower) {
      SEEN.add("follower " + follower.database().path().getFileName());
      return new FollowerListener() {
        @Override
        public void onApplied(Position position) {
          SEEN.add("applied " + position.version());
        }
      };
    }
  }

  /** Refuses everything. */
  public static final class Failing implements ReplicaObserver {
    @Override
    public ReplicaListener started(Database database, Replica replica) {
      throw new IllegalStateException("not this one");
    }

    @Override
    public FollowerListener opened(Follower follower) {
      throw new IllegalStateException("nor this one");
    }
  }
}
