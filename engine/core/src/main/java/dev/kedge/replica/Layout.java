package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of objects at a destination: written and read here and nowhere else. All numbers are 16
 * lower-case hexadecimal digits, so that the order of names is that of numbers.
 */
final class Layout {

  static final String HEARTBEAT = "heartbeat";
  static final String WRITERS = "writers/";
  static final String RESTORES = "restores/";
  static final String TEMPORARY = "tmp/";
  private static final String GENERATIONS = "generations/";
  private static final HexFormat HEX = HexFormat.of();
  private static final String NUMBER = "([0-9a-f]{16})";
  private static final Pattern PARENT = Pattern.compile(GENERATIONS + NUMBER + "/parent");
  private static final Pattern SNAPSHOT =
      Pattern.compile(GENERATIONS + NUMBER + "/snapshots/" + NUMBER + "\\.kvbak\\.lz4");
  private static final Pattern SEGMENT =
      Pattern.compile(
          GENERATIONS + NUMBER + "/wal/" + NUMBER + "-" + NUMBER + "-" + NUMBER + "\\.wal\\.lz4");
  private static final Pattern KEEP = Pattern.compile(GENERATIONS + NUMBER + "/keep/" + NUMBER);
  private static final Pattern WRITER = Pattern.compile(WRITERS + NUMBER);
  private static final Pattern RESTORE = Pattern.compile(RESTORES + NUMBER);

  private Layout() {}

  static String hex(long number) {
    return HEX.toHexDigits(number);
  }

  static String parent(long generation) {
    return GENERATIONS + hex(generation) + "/parent";
  }

  static String snapshot(long generation, long version) {
    return GENERATIONS + hex(generation) + "/snapshots/" + hex(version) + ".kvbak.lz4";
  }

  static boolean isSnapshot(String name) {
    return SNAPSHOT.matcher(name).matches();
  }

  /** What the names of a generation's segments begin with. */
  static String segments(long generation) {
    return GENERATIONS + hex(generation) + "/wal/";
  }

  static String segment(long generation, long first, long last, long epoch) {
    return segments(generation) + hex(first) + "-" + hex(last) + "-" + hex(epoch) + ".wal.lz4";
  }

  static String keep(long generation, long version) {
    return GENERATIONS + hex(generation) + "/keep/" + hex(version);
  }

  static String writer(long epoch) {
    return WRITERS + hex(epoch);
  }

  static String restore(long id) {
    return RESTORES + hex(id);
  }

  /** Takes a listing apart: the objects that it is for. */
  interface Visitor {
    default void parent(long generation) {}

    default void snapshot(SnapshotInfo snapshot) {}

    default void segment(SegmentInfo segment) {}

    default void keep(long generation, long version) {}

    default void writer(long epoch) {}

    default void restore(long id) {}
  }

  /**
   * Tells what an object is.
   *
   * @param url the destination, for the error
   * @throws DestinationException if its name is not one that Kedge gives
   */
  static void visit(String url, ObjectInfo object, Visitor visitor) {
    String name = object.name();
    if (name.equals(HEARTBEAT) || name.startsWith(TEMPORARY)) {
      return;
    }
    boolean known =
        match(PARENT, name).map(m -> accept(() -> visitor.parent(number(m, 1)))).isPresent()
            || match(SNAPSHOT, name)
                .map(m -> accept(() -> visitor.snapshot(snapshot(m, object))))
                .isPresent()
            || match(SEGMENT, name)
                .map(m -> accept(() -> visitor.segment(segment(url, m, object))))
                .isPresent()
            || match(KEEP, name)
                .map(m -> accept(() -> visitor.keep(number(m, 1), number(m, 2))))
                .isPresent()
            || match(WRITER, name).map(m -> accept(() -> visitor.writer(number(m, 1)))).isPresent()
            || match(RESTORE, name)
                .map(m -> accept(() -> visitor.restore(number(m, 1))))
                .isPresent();
    if (!known) {
      throw unknown(url, name);
    }
  }

  private static boolean accept(Runnable call) {
    call.run();
    return true;
  }

  private static Optional<Matcher> match(Pattern pattern, String name) {
    Matcher matcher = pattern.matcher(name);
    return matcher.matches() ? Optional.of(matcher) : Optional.empty();
  }

  private static long number(Matcher matcher, int group) {
    return HexFormat.fromHexDigitsToLong(matcher.group(group));
  }

  private static SnapshotInfo snapshot(Matcher m, ObjectInfo object) {
    return new SnapshotInfo(number(m, 1), number(m, 2), object.bytes());
  }

  private static SegmentInfo segment(String url, Matcher m, ObjectInfo object) {
    long first = number(m, 2);
    long last = number(m, 3);
    if (first < 1 || last < first) {
      throw unknown(url, object.name());
    }
    return new SegmentInfo(number(m, 1), first, last, number(m, 4), object.bytes());
  }

  private static DestinationException unknown(String url, String name) {
    return new DestinationException(
        url,
        name,
        "is no object of Kedge: see whether this is the directory that was meant, and if so take"
            + " away what does not belong there, as it could be a part of the history under a wrong"
            + " name",
        null);
  }
}
