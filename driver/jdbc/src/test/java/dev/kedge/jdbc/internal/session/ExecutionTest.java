package dev.kedge.jdbc.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kedge.OperationCancelledException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Who ended a statement is what its error says. */
class ExecutionTest {

  private final OperationCancelledException ended = new OperationCancelledException("backup");
  private final AtomicLong now = new AtomicLong();
  private final Execution execution = new Execution(Duration.ofSeconds(2), now::get);

  @Test
  void theEngine() {
    SQLException e = execution.error(ended);
    assertEquals("57014", e.getSQLState());
    assertEquals(ended.getMessage(), e.getMessage());
  }

  @Test
  void itsTimeout() {
    now.set(Duration.ofSeconds(2).toNanos());
    SQLException e = assertInstanceOf(SQLTimeoutException.class, execution.error(ended));
    assertTrue(e.getMessage().contains("2 s"), e.getMessage());
  }

  @Test
  void aCancel() {
    execution.cancel();
    assertEquals("the statement was cancelled", execution.error(ended).getMessage());
  }
}
