package dev.kedge.replica;

import dev.kedge.KedgeException;
import dev.kedge.TargetExistsException;
import dev.kedge.internal.io.Storage;
import dev.kedge.internal.io.Storage.OpenMode;
import dev.kedge.internal.io.StorageFile;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** An object that becomes a file. */
final class FileUpload implements ObjectUpload {

  private static final int BUFFER_BYTES = 256 << 10;

  private final FileReplicaClient client;
  private final Storage storage;
  private final String name;
  private final Path temporary;
  private final Path target;
  private final StorageFile file;
  private final OutputStream stream;
  private boolean ended;

  FileUpload(FileReplicaClient client, String name, Path temporary, Path target) {
    this.client = client;
    this.storage = client.storage();
    this.name = name;
    this.temporary = temporary;
    this.target = target;
    client.createDirectories(FileReplicaClient.directory(temporary));
    this.file = storage.open(temporary, OpenMode.CREATE);
    this.stream = new BufferedOutputStream(new Content(), BUFFER_BYTES);
  }

  @Override
  public OutputStream stream() {
    return stream;
  }

  @Override
  public boolean publish() {
    return client.request(name, "published", this::publishFile);
  }

  private boolean publishFile() {
    try {
      stream.flush();
    } catch (IOException e) {
      throw new KedgeException("its content can't be written: " + e.getMessage(), e);
    }
    file.force();
    file.close();
    client.createDirectories(FileReplicaClient.directory(target));
    boolean published = link();
    // Also if it was there before: whoever linked it may not have come to this.
    storage.syncDirectory(FileReplicaClient.directory(target));
    return published;
  }

  private boolean link() {
    try {
      storage.publish(temporary, target);
      ended = true;
      return true;
    } catch (TargetExistsException e) {
      return false;
    }
  }

  @Override
  public void close() {
    if (!ended) {
      ended = true;
      client.request(
          name,
          "dropped",
          () -> {
            file.close();
            storage.delete(temporary);
            return temporary;
          });
    }
  }

  /** Appends to the temporary file. */
  private final class Content extends OutputStream {
    private long end;

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        file.write(end, bytes, offset, length);
      } catch (KedgeException e) {
        throw new IOException(e.getMessage(), e);
      }
      end += length;
    }
  }
}
