package dev.kedge.jdbc.internal.engine;

import dev.kedge.Database;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.replica.DestinationUrl;
import dev.kedge.replica.Replica;
import dev.kedge.replica.ReplicaClient;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The replicas that properties ask for. */
final class ReplicaSettings {

  /** The name of a replica that is given none. */
  private static final String MAIN = "main";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,50}");

  /** What is said of replicas only. */
  private static final Set<KedgeProperty> OF_REPLICAS =
      EnumSet.of(
          KedgeProperty.TAKE_OVER,
          KedgeProperty.SYNC_INTERVAL,
          KedgeProperty.HEARTBEAT_INTERVAL,
          KedgeProperty.SNAPSHOT_INTERVAL,
          KedgeProperty.RETENTION,
          KedgeProperty.VALIDATION_INTERVAL,
          KedgeProperty.HOLD_BYTES);

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
    SettingRanges ranges = new SettingRanges(settings);
    this.syncInterval = ranges.time(KedgeProperty.SYNC_INTERVAL, "1ms", "1d");
    this.heartbeatInterval = ranges.timeOrNever(KedgeProperty.HEARTBEAT_INTERVAL, "1s", "1d");
    this.snapshotInterval = ranges.timeOrNever(KedgeProperty.SNAPSHOT_INTERVAL, "1s", "36500d");
    this.retention = ranges.time(KedgeProperty.RETENTION, "1s", "36500d");
    this.validationInterval = ranges.timeOrNever(KedgeProperty.VALIDATION_INTERVAL, "1s", "36500d");
    this.holdBytes = ranges.bytes(KedgeProperty.HOLD_BYTES, "64KiB", "1073741824GiB");
  }

  /**
   * Reads the properties; nothing is reached yet.
   *
   * @throws SQLException if one is malformed or out of its range, or they contradict each other
   */
  static ReplicaSettings of(Settings settings) throws SQLException {
    ReplicaSettings replicas = new ReplicaSettings(settings);
    if (!replicas.destinations.isEmpty() && settings.flag(KedgeProperty.READ_ONLY)) {
      throw SqlState.CONNECTION_REFUSED.error(
          "properties replicate and readOnly contradict each other: a replica keeps log, which"
              + " takes a database that is open for writing");
    }
    if (replicas.destinations.isEmpty()) {
      refuseWithoutReplica(settings);
    }
    return replicas;
  }

  private static void refuseWithoutReplica(Settings settings) throws SQLException {
    for (KedgeProperty property : OF_REPLICAS) {
      if (settings.has(property)) {
        throw SqlState.CONNECTION_REFUSED.error(
            "property "
                + property.key()
                + " is set, but no replicate, without which it does nothing: set that too, or leave"
                + " it out");
      }
    }
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
      requireName(name);
      DestinationUrl url =
          DestinationProperty.parse(KedgeProperty.REPLICATE, part.substring(equals + 1).strip());
      if (destinations.containsValue(url)) {
        throw refused("two replicas share the destination " + url + ": give each its own");
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

  private static void requireName(String name) throws SQLException {
    if (!NAME.matcher(name).matches()) {
      throw refused(
          "the name of a replica is '"
              + name
              + "' and must be 1 to 50 letters, digits, dots, underscores, dashes");
    }
  }

  private static SQLException refused(String why) {
    return SqlState.CONNECTION_REFUSED.error("property replicate: " + why);
  }

  /** Starts the replicas of a database; if one can't be, none is left behind. */
  Replicas start(Database database) {
    Map<Replica, ReplicaClient> owned = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, DestinationUrl> named : destinations.entrySet()) {
        ReplicaClient client = named.getValue().connect();
        owned.put(build(database, named.getKey(), client), client);
      }
      owned.keySet().forEach(Replica::start);
      return new Replicas(owned);
    } catch (RuntimeException e) {
      Engine.closeAfter(e, new Replicas(owned)::close);
      throw e;
    }
  }

  private Replica build(Database database, String name, ReplicaClient client) {
    try {
      return Replica.builder(database, client)
          .name(name)
          .takeOver(takeOver)
          .syncInterval(syncInterval)
          .heartbeatInterval(heartbeatInterval)
          .snapshotInterval(snapshotInterval)
          .retention(retention)
          .validationInterval(validationInterval)
          .holdBytes(holdBytes)
          .build();
    } catch (RuntimeException e) {
      Engine.closeAfter(e, client::close);
      throw e;
    }
  }
}
