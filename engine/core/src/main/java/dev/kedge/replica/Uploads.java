package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.io.IOException;

/** Stores objects that are in memory. */
final class Uploads {

  private Uploads() {}

  /**
   * Stores a new object.
   *
   * @return false if there is one of this name
   */
  static boolean create(ReplicaClient client, String name, byte[]... parts) {
    try (ObjectUpload upload = client.upload(name)) {
      for (byte[] part : parts) {
        upload.stream().write(part);
      }
      return upload.publish();
    } catch (IOException e) {
      throw new DestinationException(client.url(), name, "can't be written: " + e.getMessage(), e);
    }
  }
}
