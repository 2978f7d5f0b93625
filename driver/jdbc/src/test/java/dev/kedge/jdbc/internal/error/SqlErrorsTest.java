package dev.kedge.jdbc.internal.error;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.kedge.ConflictException;
import dev.kedge.Database;
import dev.kedge.DatabaseFencedException;
import dev.kedge.KedgeException;
import dev.kedge.Outcome;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How errors of the engine reach callers of JDBC. */
class SqlErrorsTest {

  /** States on which HikariCP throws a connection away, besides those of class 08. */
  private static final Set<String> EVICTING =
      Set.of("0A000", "57P01", "57P02", "57P03", "01002", "JZ0C0", "JZ0C1");

  @Test
  void everyErrorOfTheEngineHasAStateOfItsOwn() {
    Set<JavaClass> errors =
        new ClassFileImporter()
                .importPackagesOf(Database.class)
                .that(describe("errors", SqlErrorsTest::isPublicError))
                .stream()
                .collect(Collectors.toSet());
    assertTrue(errors.size() > 15);
    for (JavaClass error : errors) {
      boolean root = error.isEquivalentTo(KedgeException.class);
      assertEquals(root, SqlErrors.state(error.reflect()) == SqlState.ENGINE, error.getName());
    }
  }

  private static boolean isPublicError(JavaClass type) {
    return type.isAssignableTo(KedgeException.class)
        && type.getPackageName().equals(KedgeException.class.getPackageName());
  }

  @Test
  void theErrorOfTheEngineIsTheCauseAndItsMessageTheMessage() {
    ConflictException conflict = new ConflictException("another was first: run it again");
    SQLException e = SqlErrors.of(conflict);
    assertInstanceOf(SQLTransactionRollbackException.class, e);
    assertSame(conflict, e.getCause());
    assertEquals(conflict.getMessage(), e.getMessage());
  }

  @Test
  void aFencedDatabaseTellsWhetherTheOutcomeIsKnown() {
    for (Outcome outcome : Outcome.values()) {
      SQLException e = SqlErrors.of(new DatabaseFencedException("a force failed", outcome, null));
      assertInstanceOf(SQLNonTransientConnectionException.class, e);
      assertEquals(outcome == Outcome.UNKNOWN ? "08007" : "08006", e.getSQLState());
    }
  }

  @Test
  void noStateMakesAPoolThrowAConnectionAwayThatIsFine() {
    for (SqlState state : SqlState.values()) {
      assertFalse(EVICTING.contains(state.code()), state.code());
      assertEquals(state.code(), state.error("x").getSQLState());
    }
    assertNull(SqlErrors.unsupported("x").getSQLState());
  }
}
