package dev.kedge.jdbc.internal.result;

import dev.kedge.jdbc.internal.error.SqlState;
import java.sql.SQLException;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** What all but the data source make of {@link Wrapper}: they wrap nothing. */
public interface Wrapping extends Wrapper {

  /**
   * The object as another of its types.
   *
   * @throws SQLException if it is not of that type
   */
  @Override
  default <T> T unwrap(@Nullable Class<T> type) throws SQLException {
    if (type == null) {
      throw SqlState.BAD_VALUE.error("unwrap needs the class that is wanted: it is null");
    }
    if (!type.isInstance(this)) {
      throw SqlState.WRONG_TYPE.error(getClass().getSimpleName() + " is no " + type.getName());
    }
    return type.cast(this);
  }

  @Override
  default boolean isWrapperFor(@Nullable Class<?> type) {
    return type != null && type.isInstance(this);
  }
}
