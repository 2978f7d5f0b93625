package dev.kedge.jdbc.internal.table;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.kedge.jdbc.internal.language.Command;
import java.lang.reflect.Constructor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OperationRowsTest {

  @Test
  void everyOperationThereIsHasColumns() throws Exception {
    List<Class<?>> kinds = records(Command.Operation.class).toList();
    assertFalse(kinds.isEmpty());
    for (Class<?> kind : kinds) {
      assertFalse(OperationRows.columns(example(kind)).isEmpty(), kind.getSimpleName());
    }
  }

  private static Stream<Class<?>> records(Class<?> type) {
    return type.isRecord()
        ? Stream.of(type)
        : Arrays.stream(type.getPermittedSubclasses()).flatMap(OperationRowsTest::records);
  }

  private static Command.Operation example(Class<?> kind) throws Exception {
    Constructor<?> constructor = kind.getDeclaredConstructors()[0];
    Object[] arguments =
        Arrays.stream(constructor.getParameterTypes())
            .map(type -> type == boolean.class ? (Object) false : null)
            .toArray();
    return (Command.Operation) constructor.newInstance(arguments);
  }
}
