package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;
import java.sql.Wrapper;

/** What all but the data source make of {@link Wrapper}: they wrap nothing. */
public interface Wrapping extends Wrapper {

  /**
   * The object as another of its types.
   *
   * @throws SQLException if it is not of that type
   */
  @Override
  default <T> T unwrap(Class<T> type) throws SQLException {
    if (!type.isInstance(this)) {
      throw SqlState.WRONG_TYPE.error(getClass().getSimpleName() + " is no " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  default boolean isWrapperFor(Class<?> type) {
    return type.isInstance(this);
  }
}
