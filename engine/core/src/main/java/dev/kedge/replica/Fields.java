package dev.kedge.replica;

import dev.kedge.DestinationException;
import dev.kedge.Position;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The content of a small object: lines of a name, a space and a value, then one with the CRC32C of
 * all bytes before it. People can read it, and damage shows.
 */
final class Fields {

  private static final int MAX_BYTES = 4096;
  private static final String CHECKSUM = "crc32c ";

  private final String url;
  private final String object;
  private final Map<String, String> values;

  private Fields(String url, String object, Map<String, String> values) {
    this.url = url;
    this.object = object;
    this.values = values;
  }

  /** Encodes fields, given as names and values in turn. */
  static byte[] encode(Object... namesAndValues) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      text.append(namesAndValues[i]).append(' ').append(namesAndValues[i + 1]).append('\n');
    }
    return (text + CHECKSUM + checksum(text.toString()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  /**
   * Reads an object.
   *
   * @throws DestinationException if it is missing or damaged
   */
  static Fields read(ReplicaClient client, String object) {
    return decode(client.url(), object, content(client, object));
  }

  /**
   * Reads the bytes of an object, or so many of them that it is seen to be too long.
   *
   * @throws DestinationException if it is missing
   */
  static byte[] content(ReplicaClient client, String object) {
    try (InputStream in = client.read(object, 0, MAX_BYTES + 1L)) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new DestinationException(client.url(), object, "can't be read: " + e, e);
    }
  }

  private static Fields decode(String url, String object, byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    int end = text.lastIndexOf(CHECKSUM);
    boolean intact =
        content.length <= MAX_BYTES
            && end >= 0
            && text.substring(end).equals(CHECKSUM + checksum(text.substring(0, end)) + "\n");
    if (!intact) {
      throw DestinationException.damaged(
          url,
          object,
          "is damaged, its checksum is not that of its content: put an intact copy back, or take it"
              + " away",
          null);
    }
    Map<String, String> values = new LinkedHashMap<>();
    text.substring(0, end)
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              values.put(line.substring(0, Math.max(space, 0)), line.substring(space + 1));
            });
    return new Fields(url, object, values);
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null) {
      throw malformed(name);
    }
    return value;
  }

  long number(String name) {
    try {
      return HexFormat.fromHexDigitsToLong(text(name));
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  OptionalLong optionalNumber(String name) {
    return values.containsKey(name) ? OptionalLong.of(number(name)) : OptionalLong.empty();
  }

  Position position(String name) {
    try {
      return Position.parse(text(name));
    } catch (IllegalArgumentException e) {
      throw malformed(name);
    }
  }

  Instant instant(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw malformed(name);
    }
  }

  private DestinationException malformed(String name) {
    return DestinationException.damaged(
        url,
        object,
        "has no usable field '" + name + "': another version may have written it",
        null);
  }
}
