package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;

/** What {@link java.sql.Wrapper} asks for: nothing of the driver wraps anything. */
public final class Wrapping {

  private Wrapping() {}

  /**
   * The object as another of its types.
   *
   * @throws SQLException if it is not of that type
   */
  public static <T> T unwrap(Object object, Class<T> type) throws SQLException {
    if (!type.isInstance(object)) {
      throw SqlState.WRONG_TYPE.error(
          object.getClass().getSimpleName() + " is no " + type.getName());
    }
    return type.cast(object);
  }
}
