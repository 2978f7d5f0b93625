package dev.kedge.jdbc.internal.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.kedge.Database;
import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicasTest {

  @TempDir Path directory;

  private final List<String> closed = new ArrayList<>();

  /** Notes that it is closed, and fails then. */
  private ReplicaClient client(String name) {
    ReplicaClient files = new FileReplicaClient(directory.resolve(name));
    return (ReplicaClient)
        Proxy.newProxyInstance(
            ReplicaClient.class.getClassLoader(),
            new Class<?>[] {ReplicaClient.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                closed.add(name);
                throw new IllegalStateException(name);
              }
              return method.invoke(files, arguments);
            });
  }

  @Test
  void everyClientIsClosedEvenIfAnotherCanNotBe() {
    try (Database database = Database.open(directory.resolve("app.kv"))) {
      Map<Replica, ReplicaClient> owned = new LinkedHashMap<>();
      for (String name : List.of("a", "b", "c")) {
        ReplicaClient client = client(name);
        owned.put(Replica.builder(database, client).name(name).build(), client);
      }
      Replicas replicas = new Replicas(owned);
      assertThrows(IllegalStateException.class, replicas::close);
      assertEquals(List.of("a", "b", "c"), closed);
    }
  }
}
