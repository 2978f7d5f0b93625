package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import dev.kedge.BackupFormatException;
import dev.kedge.Position;
import dev.kedge.internal.io.FileFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a shipped log stream block by block. What it hands out is checked: checksums, order,
 * versions, the history checksum of each record, the shape of its operations. Whatever a damaged
 * length says, memory grows only with the bytes that really come.
 *
 * <p>Belongs to one thread at a time. Reads no byte beyond the block it hands out; does not close
 * the stream.
 */
public final class WalStreamReader {

  private static final int KEPT_BYTES = 1 << 20;
  private static final int FIRST_BYTES = 64 << 10;
  private static final long LIMIT_BYTES = Integer.MAX_VALUE - 4096;

  private final InputStream in;
  private final long maxBodyBytes;
  private final byte[] head = new byte[FileFormat.HEADER_BYTES];
  private final RecordSource source = BackupFormatException::new;

  private WalStreamFormat.@Nullable Checksums checksums;
  private byte[] body = new byte[FIRST_BYTES];
  private long offset;
  private long blockOffset;
  private @Nullable Position position;
  private long history;
  private long records;
  private boolean ended;

  /**
   * A reader at the beginning of a stream.
   *
   * @param maxBlockBytes the most bytes that the operations of a transaction may have; a block may
   *     have 1 MiB more
   */
  public WalStreamReader(InputStream in, long maxBlockBytes) {
    this.in = in;
    this.maxBodyBytes =
        Math.min(maxBlockBytes, LIMIT_BYTES - LogConfig.SLACK_BYTES) + LogConfig.SLACK_BYTES;
  }

  /** How many bytes were read so far. */
  public long offset() {
    return offset;
  }

  /**
   * The next part of the stream. After {@link WalEvent.End} one more call looks whether the input
   * ends there too.
   *
   * @return null behind the end
   * @throws BackupFormatException if the stream is damaged or ends early; everything handed out
   *     before was right
   * @throws dev.kedge.FormatVersionException if it is of a later format
   * @throws IOException if the input fails
   */
  public @Nullable WalEvent next() throws IOException {
    if (ended) {
      if (in.read() >= 0) {
        throw new BackupFormatException("bytes behind the end of the shipped log", offset);
      }
      return null;
    }
    WalStreamFormat.Checksums sums = checksums;
    if (sums == null) {
      sums = begin();
      checksums = sums;
    }
    long sumOfSums = sums.ofBlocks();
    int length = readBlock(sums);
    return switch (head[Integer.BYTES]) {
      case WalStreamFormat.SECTION -> section(length);
      case WalStreamFormat.RECORDS -> records(length);
      default -> end(length, sumOfSums);
    };
  }

  private WalStreamFormat.Checksums begin() throws IOException {
    readFully(head, FileFormat.HEADER_BYTES);
    if (FileFormat.BACKUP.matches(head, 0)) {
      throw new BackupFormatException("this is a backup (restore it), no shipped log,", 0);
    }
    if (FileFormat.WAL_STREAM.check(head, 0, "shipped log") != 0) {
      throw new BackupFormatException("unknown flags of the shipped log", 0);
    }
    return new WalStreamFormat.Checksums(head);
  }

  private void readFully(byte[] target, int length) throws IOException {
    for (int done = 0; done < length; ) {
      int count = in.read(target, done, length - done);
      if (count < 0) {
        throw new BackupFormatException("the shipped log ends early", offset);
      }
      done += count;
      offset += count;
    }
  }

  /** Reads a block, the body to the beginning of {@link #body}, and checks its checksum. */
  private int readBlock(WalStreamFormat.Checksums sums) throws IOException {
    blockOffset = offset;
    readFully(head, WalStreamFormat.BLOCK_HEADER_BYTES);
    int kind = head[Integer.BYTES];
    int length = Bytes.getInt(head, Integer.BYTES + 1);
    if (kind < WalStreamFormat.SECTION
        || kind > WalStreamFormat.END
        || length < 0
        || length > (kind == WalStreamFormat.RECORDS ? maxBodyBytes : maxBytesOf(kind))) {
      throw damaged("impossible block in the shipped log");
    }
    readBody(length);
    int rest = WalStreamFormat.BLOCK_HEADER_BYTES - Integer.BYTES;
    if (sums.next(head, Integer.BYTES, rest, body, 0, length) != Bytes.getInt(head, 0)) {
      throw damaged("checksum mismatch in the shipped log");
    }
    return length;
  }

  private static int maxBytesOf(int kind) {
    return kind == WalStreamFormat.END
        ? WalStreamFormat.END_BYTES
        : WalStreamFormat.SECTION_BYTES
            + WalStreamFormat.MAX_ANCESTORS * WalStreamFormat.ANCESTOR_BYTES;
  }

  private void readBody(int length) throws IOException {
    if (body.length > KEPT_BYTES && length <= KEPT_BYTES) {
      body = new byte[FIRST_BYTES];
    }
    int done = 0;
    while (done < length) {
      if (done == body.length) {
        body = Arrays.copyOf(body, (int) Math.min(length, 2L * done));
      }
      int count = in.read(body, done, Math.min(length, body.length) - done);
      if (count < 0) {
        throw new BackupFormatException("the shipped log ends early", offset);
      }
      done += count;
      offset += count;
    }
  }

  private WalEvent section(int length) {
    int count = length < WalStreamFormat.SECTION_BYTES ? -1 : Bytes.getShort(body, 32);
    if (length != WalStreamFormat.SECTION_BYTES + count * WalStreamFormat.ANCESTOR_BYTES) {
      throw damaged("impossible section in the shipped log");
    }
    long generation = Bytes.getLong(body, 0);
    long afterVersion = Bytes.getLong(body, 8);
    long sectionHistory = Bytes.getLong(body, 16);
    List<Ancestor> ancestors = ancestors(count, afterVersion);
    Position before = position;
    if (before != null) {
      Ancestor fork = new Ancestor(before.generation(), before.version());
      if (generation == before.generation()
          || !ancestors.contains(fork)
          || afterVersion != before.version()
          || sectionHistory != history) {
        throw damaged("section that does not continue the one before in the shipped log");
      }
    }
    position = new Position(generation, afterVersion);
    history = sectionHistory;
    return new WalEvent.Section(
        generation, afterVersion, sectionHistory, Bytes.getLong(body, 24), ancestors);
  }

  private List<Ancestor> ancestors(int count, long afterVersion) {
    List<Ancestor> ancestors = new ArrayList<>(count);
    long least = 0;
    for (int i = 0; i < count; i++) {
      int at = WalStreamFormat.SECTION_BYTES + i * WalStreamFormat.ANCESTOR_BYTES;
      long version = Bytes.getLong(body, at + 8);
      if (version < least) {
        throw damaged("impossible ancestors in the shipped log");
      }
      ancestors.add(new Ancestor(Bytes.getLong(body, at), version));
      least = version;
    }
    if (afterVersion < least) {
      throw damaged("impossible ancestors in the shipped log");
    }
    return List.copyOf(ancestors);
  }

  private WalEvent records(int length) {
    Position before = position;
    if (before == null || length <= WalStreamFormat.VERSIONS_BYTES) {
      throw damaged("records out of place in the shipped log");
    }
    long first = Bytes.getLong(body, 0);
    long last = Bytes.getLong(body, 8);
    long version = before.version();
    List<LogRecord> found = new ArrayList<>();
    for (int at = WalStreamFormat.VERSIONS_BYTES; at < length; ) {
      LogRecord record = record(at, length - at);
      if (record.version() != ++version) {
        throw damaged("record out of order in the shipped log");
      }
      found.add(record);
      at += LogRecord.HEADER_BYTES + record.opsLength();
    }
    if (first != before.version() + 1 || last != version) {
      throw damaged("records that are not those announced in the shipped log");
    }
    position = new Position(before.generation(), last);
    records += found.size();
    return new WalEvent.Records(first, last, List.copyOf(found));
  }

  private LogRecord record(int at, int rest) {
    int counted = rest < LogRecord.HEADER_BYTES ? -1 : Bytes.getInt(body, at);
    if (counted < LogRecord.COUNTED_HEADER_BYTES || counted > rest - Integer.BYTES) {
      throw damaged("impossible length of a record in the shipped log");
    }
    long recordOffset = blockOffset + WalStreamFormat.BLOCK_HEADER_BYTES + at;
    LogRecord record = LogRecord.view(body, at, source, recordOffset);
    history = HistoryHash.next(history, record);
    if (record.history() != history) {
      throw source.damaged(
          "history checksum of version " + record.version() + " does not match", recordOffset);
    }
    try {
      OpCodec.validate(body, record.opsOffset(), record.opsLength());
    } catch (MalformedOpsException e) {
      throw source.damaged(e.getMessage() + " in version " + record.version(), recordOffset);
    }
    return record;
  }

  private WalEvent end(int length, long sumOfSums) {
    Position last = position;
    if (length != WalStreamFormat.END_BYTES
        || last == null
        || Bytes.getLong(body, 0) != records
        || Bytes.getLong(body, 8) != last.version()
        || Bytes.getLong(body, 16) != history
        || Bytes.getLong(body, 24) != sumOfSums) {
      throw damaged("end that does not match what came before in the shipped log");
    }
    ended = true;
    return new WalEvent.End(records, last.version(), history);
  }

  private BackupFormatException damaged(String what) {
    return new BackupFormatException(what, blockOffset);
  }
}
