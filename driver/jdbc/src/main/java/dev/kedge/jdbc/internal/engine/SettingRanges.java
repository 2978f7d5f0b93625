package dev.kedge.jdbc.internal.engine;

import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.Quantities;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Reads settings within their ranges. The engine has the same ranges, but those of replicas are
 * looked at when the database is open already, and here the bounds are told as a URL has them.
 */
record SettingRanges(Settings settings) {

  /** A time, both bounds included. */
  Duration time(KedgeProperty property, String least, String most) throws SQLException {
    return time(property, least, most, "");
  }

  /** A time, both bounds included, or zero for never. */
  Duration timeOrNever(KedgeProperty property, String least, String most) throws SQLException {
    return settings.duration(property).isZero()
        ? Duration.ZERO
        : time(property, least, most, "0s or ");
  }

  private Duration time(KedgeProperty property, String least, String most, String or)
      throws SQLException {
    Duration time = settings.duration(property);
    if (time.compareTo(Quantities.duration(least).orElseThrow()) < 0
        || time.compareTo(Quantities.duration(most).orElseThrow()) > 0) {
      throw outOfRange(property, least, most, or);
    }
    return time;
  }

  /** A number of bytes, both bounds included. */
  long bytes(KedgeProperty property, String least, String most) throws SQLException {
    long bytes = settings.bytes(property);
    if (bytes < Quantities.bytes(least).orElseThrow()
        || bytes > Quantities.bytes(most).orElseThrow()) {
      throw outOfRange(property, least, most, "");
    }
    return bytes;
  }

  private SQLException outOfRange(KedgeProperty property, String least, String most, String or) {
    return settings.wrong(property, or + "from " + least + " to " + most);
  }
}
