package dev.kedge.internal.wal;

import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.OptionalLong;

/**
 * A segment that is part of the log. Where it ends is told by the header of the next one, or by the
 * end of the log.
 *
 * @param file its file, under its final name
 * @param header what the file begins with
 * @param index where some of its groups begin, as far as they were read or written
 */
record Segment(Path file, SegmentHeader header, SparseIndex index) {

  private static final String SUFFIX = ".wal";
  private static final int DIGITS = 16;

  static Segment of(Path file, SegmentHeader header) {
    return new Segment(file, header, new SparseIndex(header.baseLsn()));
  }

  /** The file name of a segment: its number in 16 hexadecimal digits. */
  static String fileName(long sequence) {
    return HexFormat.of().toHexDigits(sequence) + SUFFIX;
  }

  /** Whether a name is, or should be, that of a segment. */
  static boolean isSegmentName(String name) {
    return name.endsWith(SUFFIX);
  }

  /** The number in a segment's name, or nothing if it is not well formed. */
  static OptionalLong sequenceOf(String name) {
    if (name.length() != DIGITS + SUFFIX.length()) {
      return OptionalLong.empty();
    }
    try {
      long sequence = HexFormat.fromHexDigitsToLong(name, 0, DIGITS);
      return sequence > 0 && fileName(sequence).equals(name)
          ? OptionalLong.of(sequence)
          : OptionalLong.empty();
    } catch (IllegalArgumentException e) {
      return OptionalLong.empty();
    }
  }

  /** Opens the file to read its groups. */
  GroupReader reader(Storage storage) {
    StorageFile opened = storage.open(file, OpenMode.READ);
    return new GroupReader(opened, header);
  }

  long baseLsn() {
    return header.baseLsn();
  }

  long firstVersion() {
    return header.firstVersion();
  }
}
