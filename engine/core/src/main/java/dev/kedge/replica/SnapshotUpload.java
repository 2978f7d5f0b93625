package dev.kedge.replica;

import dev.kedge.BackupOptions;
import dev.kedge.BackupOutline;
import dev.kedge.BackupResult;
import dev.kedge.Database;
import dev.kedge.KedgeException;
import dev.kedge.Position;
import dev.kedge.ProgressListener;
import dev.kedge.Restore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A backup on its way to a destination. Which version it is of, and so its name, is known only when
 * it has begun: its first bytes are held back until its header can be read from them.
 */
final class SnapshotUpload extends OutputStream {

  private final ReplicaClient client;
  private final Consumer<Position> beforeFirstByte;
  private final ByteArrayOutputStream heldBack = new ByteArrayOutputStream();
  private @Nullable ObjectUpload upload;
  private long bytes;

  private SnapshotUpload(ReplicaClient client, Consumer<Position> beforeFirstByte) {
    this.client = client;
    this.beforeFirstByte = beforeFirstByte;
  }

  /**
   * Backs a database up to a destination.
   *
   * @param begun told of the position before anything is stored
   */
  static SnapshotResult store(
      ReplicaClient client,
      Database database,
      ProgressListener listener,
      Consumer<Position> begun) {
    try (SnapshotUpload out = new SnapshotUpload(client, begun)) {
      BackupResult backup = database.backup(out, BackupOptions.COMPRESSED.with(listener));
      Position position = backup.position();
      SnapshotInfo stored = new SnapshotInfo(position.generation(), position.version(), out.bytes);
      if (!out.begin().publish()) {
        // There is one of this name, and it counts only if it is one of this state.
        Destination.readOutline(client, stored);
      }
      return new SnapshotResult(stored, backup);
    } catch (IOException e) {
      throw new KedgeException(
          client.url() + ": a snapshot can't be stored: " + e.getMessage() + "; try again", e);
    }
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) throws IOException {
    bytes += length;
    if (upload != null) {
      upload.stream().write(source, offset, length);
      return;
    }
    heldBack.write(source, offset, length);
    if (heldBack.size() >= BackupOutline.MAX_BYTES) {
      begin();
    }
  }

  /** Begins the object if it has not begun; gives it. */
  private ObjectUpload begin() throws IOException {
    ObjectUpload begun = upload;
    if (begun == null) {
      BackupOutline outline = Restore.outline(new ByteArrayInputStream(heldBack.toByteArray()));
      Position position = outline.position();
      beforeFirstByte.accept(position);
      begun = client.upload(Layout.snapshot(position.generation(), position.version()));
      upload = begun;
      heldBack.writeTo(begun.stream());
    }
    return begun;
  }

  @Override
  public void close() {
    if (upload != null) {
      upload.close();
    }
  }
}
