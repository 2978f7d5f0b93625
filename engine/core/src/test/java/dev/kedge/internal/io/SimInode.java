package dev.kedge.internal.io;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simulated file, whatever names it has: its content as every reader sees it, the content that is
 * durable, and the changes that lead from this to that. Guarded by its storage.
 */
final class SimInode implements SimNode {

  private final SimContent content;
  private final SimContent forced;
  private final List<Change> unforced;
  private final List<Window> windows = new ArrayList<>();

  SimInode() {
    this(new SimContent(), new SimContent(), new ArrayList<>());
  }

  private SimInode(SimContent content, SimContent forced, List<Change> unforced) {
    this.content = content;
    this.forced = forced;
    this.unforced = unforced;
  }

  /** One write or cut that was not forced. */
  private sealed interface Change {
    void apply(SimContent content);

    /** Applies what survives of the bytes, and tells the length that survives. */
    long applySurvivors(SimContent content, long size, SimSurvival survival);
  }

  /** A write; no bytes stand for zeros. */
  private static final class Write implements Change {

    private final long position;
    private final byte @Nullable [] bytes;
    private final int length;
    private final boolean extending;

    Write(long position, byte @Nullable [] bytes, int length, boolean extending) {
      this.position = position;
      this.bytes = bytes;
      this.length = length;
      this.extending = extending;
    }

    @Override
    public void apply(SimContent content) {
      content.write(position, bytes, 0, length);
    }

    @Override
    public long applySurvivors(SimContent content, long size, SimSurvival survival) {
      switch (survival.fate()) {
        case WHOLE -> apply(content);
        case TORN -> applySectors(content, survival);
        case LOST -> {}
      }
      boolean longer = extending && survival.isKept();
      return longer ? Math.max(size, position + length) : size;
    }

    private void applySectors(SimContent content, SimSurvival survival) {
      int done = 0;
      while (done < length) {
        int inSector = (int) ((position + done) % SimSurvival.SECTOR_BYTES);
        int count = Math.min(SimSurvival.SECTOR_BYTES - inSector, length - done);
        if (survival.isSectorKept()) {
          content.write(position + done, bytes, done, count);
        }
        done += count;
      }
    }
  }

  /** A cut. */
  private record Cut(long newSize) implements Change {

    @Override
    public void apply(SimContent content) {
      content.resize(newSize);
    }

    @Override
    public long applySurvivors(SimContent content, long size, SimSurvival survival) {
      if (!survival.isKept()) {
        return size;
      }
      content.resize(Math.min(content.size(), newSize));
      return Math.min(size, newSize);
    }
  }

  /** Memory that maps look at, kept equal to the content as long as somebody holds such a map. */
  private record Window(long position, int length, WeakReference<byte[]> bytes) {

    void write(long at, byte[] source, int offset, int count) {
      byte[] target = bytes.get();
      long from = Math.max(at, position);
      long to = Math.min(at + count, position + length);
      if (target != null && from < to) {
        int start = (int) (from - position);
        System.arraycopy(source, offset + (int) (from - at), target, start, (int) (to - from));
      }
    }

    void cut(long size) {
      byte[] target = bytes.get();
      if (target != null && size < position + length) {
        Arrays.fill(target, (int) Math.max(0, size - position), length, (byte) 0);
      }
    }
  }

  long size() {
    return content.size();
  }

  int read(long position, byte[] target, int offset, int length) {
    return content.read(position, target, offset, length);
  }

  void write(long position, byte[] source, int offset, int length) {
    boolean extending = position + length > content.size();
    boolean zeros = SimContent.isZero(source, offset, length);
    byte[] bytes = zeros ? null : Arrays.copyOfRange(source, offset, offset + length);
    content.write(position, bytes, 0, length);
    windows.forEach(window -> window.write(position, source, offset, length));
    unforced.add(new Write(position, bytes, length, extending));
  }

  void cut(long size) {
    content.resize(size);
    windows.forEach(window -> window.cut(size));
    unforced.add(new Cut(size));
  }

  void force() {
    unforced.forEach(change -> change.apply(forced));
    unforced.clear();
  }

  boolean isForced() {
    return unforced.isEmpty();
  }

  void loseUnforced() {
    unforced.clear();
  }

  ByteBuffer map(long position, int length) {
    windows.removeIf(window -> window.bytes().get() == null);
    for (Window window : windows) {
      byte[] bytes = window.bytes().get();
      if (bytes != null && window.position() == position && window.length() >= length) {
        return view(bytes, length);
      }
    }
    byte[] bytes = new byte[windowLength(length)];
    content.read(position, bytes, 0, bytes.length);
    windows.add(new Window(position, bytes.length, new WeakReference<>(bytes)));
    return view(bytes, length);
  }

  private static ByteBuffer view(byte[] bytes, int length) {
    return ByteBuffer.wrap(bytes, 0, length).slice().asReadOnlyBuffer();
  }

  /** Room to grow, so that a file that is mapped again after each growth does not need many. */
  private static int windowLength(int length) {
    int power = Integer.highestOneBit(Math.max(length, 1 << 16));
    return power < length ? Math.min(power << 1, StorageFile.MAP_CHUNK) : power;
  }

  @Override
  public SimNode copy(SimCopy way) {
    return way.survival().map(this::copyAfterCrash).orElseGet(this::copyAfterKill);
  }

  private SimInode copyAfterCrash(SimSurvival survival) {
    SimContent survived = forced.snapshot();
    long size = survived.size();
    for (Change change : unforced) {
      size = change.applySurvivors(survived, size, survival);
    }
    survived.resize(size);
    return new SimInode(survived, survived.snapshot(), new ArrayList<>());
  }

  private SimInode copyAfterKill() {
    return new SimInode(content.snapshot(), forced.snapshot(), new ArrayList<>(unforced));
  }
}
