package dev.kedge.jmx;

import dev.kedge.KedgeException;
import dev.kedge.Position;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes results of the Java API of what {@link Results} made of them. */
final class ResultReader {

  private static final double NANOS = 1e9;

  private final Map<String, String> texts;

  private ResultReader(Map<String, String> texts) {
    this.texts = texts;
  }

  /**
   * Reads a result.
   *
   * @throws KedgeException if the texts are not those of such a result
   */
  static <R extends Record> R read(Class<R> type, Map<String, String> texts) {
    try {
      return type.cast(new ResultReader(texts).result("", type));
    } catch (RuntimeException e) {
      throw new KedgeException(
          "the process answers with what is no "
              + type.getSimpleName()
              + " here: use the command of the version of Kedge that it has ("
              + e.getMessage()
              + ")",
          e);
    }
  }

  private Object result(String prefix, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new @Nullable Object[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = value(prefix + components[i].getName(), components[i].getGenericType());
      if (values[i] == null && types[i].isPrimitive()) {
        throw new IllegalArgumentException("no " + components[i].getName());
      }
    }
    try {
      return type.getConstructor(types).newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(String.valueOf(e.getCause()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e.toString(), e);
    }
  }

  private @Nullable Object value(String name, Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == Optional.class
          ? Optional.ofNullable(value(name, generic.getActualTypeArguments()[0]))
          : list(texts.get(name));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == Duration.class) {
      String seconds = texts.get(name + "Seconds");
      return seconds == null ? null : duration(Double.parseDouble(seconds));
    }
    if (plain.isRecord() && plain != Position.class) {
      return hasParts(name) ? result(name + ".", plain) : null;
    }
    String text = texts.get(name);
    if (text != null && plain == long.class && Results.isGeneration(name)) {
      return HexFormat.fromHexDigitsToLong(text);
    }
    return text == null ? null : plain(plain, text);
  }

  private boolean hasParts(String name) {
    return texts.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * NANOS));
  }

  private static @Nullable List<String> list(@Nullable String text) {
    return text == null ? null : text.lines().toList();
  }

  private static Object plain(Class<?> type, String text) {
    if (type == long.class) {
      return Long.parseLong(text);
    }
    if (type == int.class) {
      return Integer.parseInt(text);
    }
    if (type == boolean.class) {
      return Boolean.parseBoolean(text);
    }
    if (type == long[].class) {
      return Arrays.stream(text.split(" ")).mapToLong(Long::parseLong).toArray();
    }
    if (type == Position.class) {
      return Position.parse(text);
    }
    if (type == Instant.class) {
      return Instant.parse(text);
    }
    if (type == Path.class) {
      return Path.of(text);
    }
    if (type.isEnum()) {
      return constant(type, text);
    }
    return text;
  }

  private static Object constant(Class<?> type, String text) {
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> constant.toString().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no " + type.getSimpleName() + " " + text));
  }
}
