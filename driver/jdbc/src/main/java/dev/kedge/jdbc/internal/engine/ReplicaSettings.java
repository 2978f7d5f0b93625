package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaBuilder;
import dev.kedge.replica.ReplicaClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The replicas that properties ask for. */
final class ReplicaSettings {

  /** The name of a replica that is given none. */
  private static final String MAIN = "main";

  private final Map<String, DestinationUrl> destinations;
  private final boolean takeOver;
  private final Duration syncInterval;
  private final Duration heartbeatInterval;
  private final Duration snapshotInterval;
  private final Duration retention;
  private final Duration validationInterval;
  private final long holdBytes;

  private ReplicaSettings(Settings settings) throws SQLException {
    this.destinations = destinations(settings.text(KedgeProperty.REPLICATE));
    this.takeOver = settings.flag(KedgeProperty.TAKE_OVER);
    this.syncInterval = settings.duration(KedgeProperty.SYNC_INTERVAL);
    this.heartbeatInterval = settings.duration(KedgeProperty.HEARTBEAT_INTERVAL);
    this.snapshotInterval = settings.duration(KedgeProperty.SNAPSHOT_INTERVAL);
    this.retention = settings.duration(KedgeProperty.RETENTION);
    this.validationInterval = settings.duration(KedgeProperty.VALIDATION_INTERVAL);
    this.holdBytes = settings.bytes(KedgeProperty.HOLD_BYTES);
  }

  /**
   * Reads the properties; nothing is reached yet.
   *
   * @throws SQLException if one is malformed, or they contradict each other
   */
  static ReplicaSettings of(Settings settings) throws SQLException {
    ReplicaSettings replicas = new ReplicaSettings(settings);
    if (!replicas.destinations.isEmpty() && settings.flag(KedgeProperty.READ_ONLY)) {
      throw SqlState.CONNECTION_REFUSED.error(
          "properties replicate and readOnly contradict each other: a replica keeps log, which"
              + " takes a database that is open for writing");
    }
    return replicas;
  }

  /** {@code destination} or {@code name=destination}, several separated by commas. */
  private static Map<String, DestinationUrl> destinations(String text) throws SQLException {
    Map<String, DestinationUrl> destinations = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return destinations;
    }
    for (String part : text.split(",", -1)) {
      int equals = DestinationUrl.isOne(part) ? -1 : part.indexOf('=');
      String name = equals < 0 ? MAIN : part.substring(0, equals).strip();
      DestinationUrl url =
          DestinationUrl.parse(KedgeProperty.REPLICATE, part.substring(equals + 1).strip());
      if (destinations.containsValue(url)) {
        throw refused("two replicas share the destination " + url.root() + ": give each its own");
      }
      if (destinations.keySet().stream().anyMatch(name::equalsIgnoreCase)) {
        throw refused(
            "two replicas have the name "
                + name.toLowerCase(Locale.ROOT)
                + ": write a name=destination for each");
      }
      destinations.put(name, url);
    }
    return destinations;
  }

  private static SQLException refused(String why) {
    return SqlState.CONNECTION_REFUSED.error("property replicate: " + why);
  }

  /**
   * Starts the replicas of a database.
   *
   * @throws IllegalArgumentException if a setting is out of its range
   */
  Replicas start(Database database) {
    Map<Replica, ReplicaClient> replicas = new LinkedHashMap<>();
    destinations.forEach(
        (name, url) -> {
          ReplicaClient client = url.connect();
          replicas.put(builder(database, client).name(name).build(), client);
        });
    replicas.keySet().forEach(Replica::start);
    return new Replicas(replicas);
  }

  private ReplicaBuilder builder(Database database, ReplicaClient client) {
    return Replica.builder(database, client)
        .takeOver(takeOver)
        .syncInterval(syncInterval)
        .heartbeatInterval(heartbeatInterval)
        .snapshotInterval(snapshotInterval)
        .retention(retention)
        .validationInterval(validationInterval)
        .holdBytes(holdBytes);
  }
}
