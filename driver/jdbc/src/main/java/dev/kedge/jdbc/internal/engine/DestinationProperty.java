package dev.kedge.jdbc.internal.engine;

import dev.kedge.DestinationException;
import dev.kedge.jdbc.KedgeProperty;
import dev.kedge.jdbc.internal.error.SqlState;
import dev.kedge.replica.DestinationUrl;
import java.sql.SQLException;

/** Reads the destinations that properties name. */
final class DestinationProperty {

  private DestinationProperty() {}

  /**
   * Reads one.
   *
   * @throws SQLException if it is malformed or of a kind that is not known
   */
  static DestinationUrl parse(KedgeProperty property, String text) throws SQLException {
    try {
      return DestinationUrl.parse(text);
    } catch (DestinationException e) {
      throw SqlState.CONNECTION_REFUSED.error(
          "property " + property.key() + " names no destination: " + e.getMessage(), e);
    }
  }
}
