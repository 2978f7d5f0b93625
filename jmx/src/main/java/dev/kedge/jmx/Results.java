package dev.kedge.jmx;

import dev.kedge.Position;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Results of the Java API as names and texts, so that they mean the same everywhere. {@link
 * ResultReader} makes results of them again.
 */
final class Results {

  private Results() {}

  /** The components of a result; durations are in seconds, what is not there is left out. */
  static Map<String, String> of(Record result) {
    Map<String, String> texts = new TreeMap<>();
    for (RecordComponent component : result.getClass().getRecordComponents()) {
      put(texts, component.getName(), value(result, component));
    }
    return texts;
  }

  private static void put(Map<String, String> texts, String name, @Nullable Object value) {
    if (value instanceof Record nested && !nested.getClass().getSimpleName().equals("Position")) {
      of(nested).forEach((inner, text) -> texts.put(name + "." + inner, text));
    } else if (isGeneration(name) && value instanceof Long generation) {
      texts.put(name, Position.generationText(generation));
    } else if (value instanceof Optional<?> optional) {
      put(texts, name, optional.orElse(null));
    } else if (value instanceof Duration duration) {
      texts.put(name + "Seconds", String.valueOf(Time.seconds(duration.toNanos())));
    } else if (value instanceof List<?> list) {
      texts.put(name, String.join("\n", list.stream().map(String::valueOf).toList()));
    } else if (value instanceof long[] numbers) {
      texts.put(
          name, Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(" ")));
    } else if (value != null) {
      texts.put(name, value.toString());
    }
  }

  /** Whether a component is a history, which is 16 hex digits everywhere. */
  static boolean isGeneration(String name) {
    return name.equals("generation") || name.endsWith(".generation");
  }

  private static @Nullable Object value(Record result, RecordComponent component) {
    try {
      return component.getAccessor().invoke(result);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("a result does not tell its " + component.getName(), e);
    }
  }
}
