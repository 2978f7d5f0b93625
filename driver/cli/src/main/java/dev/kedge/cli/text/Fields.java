package dev.kedge.cli.text;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kedge.LatencySnapshot;
import dev.kedge.Position;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command tells of, as named values. Results of the engine keep the names they have there; a
 * position becomes {@code generation} and {@code version}, and a duration gets {@code Seconds} at
 * the end of its name.
 */
public final class Fields {

  private static final double NANOS = 1e9;

  private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

  /** All components of a result. */
  public static Fields of(Record result) {
    Fields fields = new Fields();
    for (RecordComponent component : result.getClass().getRecordComponents()) {
      fields.with(component.getName(), read(result, component));
    }
    return fields;
  }

  private static @Nullable Object read(Record result, RecordComponent component) {
    try {
      return component.getAccessor().invoke(result);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("results are public and their accessors don't throw", e);
    }
  }

  /** Adds a value: null, a number, a truth value, a list of texts, other fields, or a text. */
  public Fields with(String name, @Nullable Object value) {
    if (value instanceof Position position) {
      values.put("generation", Position.generationText(position.generation()));
      values.put("version", position.version());
    } else if (value instanceof Duration duration) {
      values.put(name + "Seconds", seconds(duration));
    } else if (value instanceof LatencySnapshot latency) {
      values.put(name, latency(latency));
    } else if (value instanceof Record nested) {
      values.put(name, of(nested));
    } else if (isPlain(value)) {
      values.put(name, value);
    } else {
      values.put(name, String.valueOf(value));
    }
    return this;
  }

  /**
   * Adds bytes in a form. What is to be text and is none becomes Base64, and gets {@code Base64} at
   * the end of its name, so that nothing is lost and nothing taken for what it is not.
   */
  public Fields withBytes(String name, byte[] bytes, ByteForm form) throws FormException {
    return form == ByteForm.TEXT && !ByteForm.isText(bytes)
        ? with(name + "Base64", ByteForm.BASE64.encode(bytes))
        : with(name, form.encode(bytes));
  }

  /** An entry of the database, its bytes as {@link #withBytes} adds them. */
  public static Fields ofEntry(byte[] key, byte[] value, ByteForm form) throws FormException {
    return new Fields().withBytes("key", key, form).withBytes("value", value, form);
  }

  private static boolean isPlain(@Nullable Object value) {
    return value == null
        || value instanceof Number
        || value instanceof Boolean
        || value instanceof List
        || value instanceof Fields;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS;
  }

  private static Fields latency(LatencySnapshot latency) {
    return new Fields()
        .with("count", latency.count())
        .with("p50", latency.percentile(50))
        .with("p99", latency.percentile(99))
        .with("max", Duration.ofNanos(latency.maxNanos()));
  }

  /** Writes them as a JSON object in one line. */
  public void writeJson(OutputStream out) throws IOException {
    try (JsonGenerator json = Json.generator(out)) {
      writeTo(json);
      json.writeRaw('\n');
    }
  }

  private void writeTo(JsonGenerator json) throws IOException {
    json.writeStartObject();
    for (Map.Entry<String, @Nullable Object> field : values.entrySet()) {
      json.writeFieldName(field.getKey());
      writeValue(json, field.getValue());
    }
    json.writeEndObject();
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Fields nested) {
      nested.writeTo(json);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else {
      json.writePOJO(value);
    }
  }

  /** The values as lines to read, names first; what there is none of is left out. */
  public List<String> lines() {
    Map<String, String> flat = new LinkedHashMap<>();
    flatten("", flat);
    int width = flat.keySet().stream().mapToInt(String::length).max().orElse(0);
    return flat.entrySet().stream()
        .map(
            field ->
                (field.getKey() + " ".repeat(width - field.getKey().length() + 2))
                    + field.getValue())
        .toList();
  }

  private void flatten(String prefix, Map<String, String> flat) {
    values.forEach(
        (name, value) -> {
          if (value instanceof Fields nested) {
            nested.flatten(prefix + name + ".", flat);
          } else if (value != null) {
            flat.put(prefix + name, String.valueOf(value));
          }
        });
  }
}
