package dev.kedge.internal.store;

import dev.kedge.CorruptionException;
import dev.kedge.Role;
import dev.kedge.internal.io.FileFormat;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import dev.kedge.internal.store.InstanceState.Hold;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The file {@code state} in the log folder, replaced as a whole. The layout is in {@code
 * engine/README.md}.
 */
final class InstanceFile {

  private static final int HEADER = 16;
  private static final int MAX_BYTES = 1 << 20;

  private final Storage storage;
  private final Path file;
  private final Path temporary;

  InstanceFile(Storage storage, Path logDirectory) {
    this.storage = storage;
    this.file = logDirectory.resolve("state");
    this.temporary = logDirectory.resolve("state.tmp");
  }

  boolean exists() {
    return storage.exists(file);
  }

  /** Replaces the file, durably. */
  void write(InstanceState state) {
    byte[] bytes = encode(state);
    storage.delete(temporary);
    try (StorageFile out = storage.open(temporary, OpenMode.CREATE)) {
      out.write(0, bytes, 0, bytes.length);
      out.force();
    }
    storage.rename(temporary, file);
    Path directory = file.getParent();
    if (directory != null) {
      storage.syncDirectory(directory);
    }
  }

  /**
   * Reads the file.
   *
   * @throws CorruptionException if it is damaged
   */
  InstanceState read() {
    try (StorageFile in = storage.open(file, OpenMode.READ)) {
      int size = (int) Math.min(in.size(), MAX_BYTES);
      byte[] bytes = new byte[size];
      int count = in.read(0, bytes, 0, size);
      int body = count - Integer.BYTES;
      if (body < HEADER || !FileFormat.STATE.matches(bytes, 0)) {
        throw new CorruptionException(file, 0, "the state of the database is damaged");
      }
      FileFormat.STATE.check(bytes, 0, file.toString());
      if (ByteBuffer.wrap(bytes).getInt(body) != checksum(bytes, body)) {
        throw new CorruptionException(file, 0, "the state of the database is damaged");
      }
      return decode(ByteBuffer.wrap(bytes, HEADER, body - HEADER));
    }
  }

  private static byte[] encode(InstanceState state) {
    List<byte[]> names = new ArrayList<>();
    int length = HEADER + 3 * Long.BYTES + 1 + Integer.BYTES + Integer.BYTES;
    for (Hold hold : state.holds()) {
      byte[] name = hold.name().getBytes(StandardCharsets.UTF_8);
      names.add(name);
      length += Short.BYTES + name.length + 3 * Long.BYTES;
    }
    ByteBuffer out = ByteBuffer.allocate(length);
    FileFormat.STATE.write(out.array(), 0, 0);
    out.position(HEADER);
    out.putLong(state.instance()).put((byte) (state.role() == Role.REPLICA ? 1 : 0));
    out.putLong(state.forkFrom()).putLong(state.archivedVersion());
    out.putInt(names.size());
    for (int i = 0; i < names.size(); i++) {
      Hold hold = state.holds().get(i);
      out.putShort((short) names.get(i).length).put(names.get(i));
      out.putLong(hold.version()).putLong(hold.capBytes()).putLong(hold.createdMicros());
    }
    out.putInt(checksum(out.array(), out.position()));
    return out.array();
  }

  private InstanceState decode(ByteBuffer in) {
    try {
      long instance = in.getLong();
      Role role = in.get() == 1 ? Role.REPLICA : Role.PRIMARY;
      long forkFrom = in.getLong();
      long archived = in.getLong();
      int count = in.getInt();
      List<Hold> holds = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        byte[] name = new byte[Math.min(in.getShort() & 0xffff, in.remaining())];
        in.get(name);
        holds.add(
            new Hold(
                new String(name, StandardCharsets.UTF_8),
                in.getLong(),
                in.getLong(),
                in.getLong()));
      }
      return new InstanceState(instance, role, forkFrom, archived, holds);
    } catch (BufferUnderflowException e) {
      throw new CorruptionException(file, in.position(), "the state of the database is cut off");
    }
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }
}
