package dev.kedge.internal.io;

import dev.kedge.Outcome;
import dev.kedge.StorageException;
import dev.kedge.StorageFullException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Turns what the system reports into the typed errors of Kedge. */
final class StorageFailures {

  private StorageFailures() {}

  /**
   * A failed operation that has left nothing half done that counts.
   *
   * @param what what failed, without the name of the file
   */
  static StorageException failure(Path file, String what, IOException cause) {
    return failure(file, what, Outcome.NOT_COMMITTED, cause);
  }

  /**
   * A failed operation.
   *
   * @param outcome what became of the bytes, should the device be full
   */
  static StorageException failure(Path file, String what, Outcome outcome, IOException cause) {
    if (saysFull(cause)) {
      return new StorageFullException(file, outcome, cause);
    }
    return new StorageException(file, what + ": " + reason(cause), cause);
  }

  /**
   * A failed write. The system's message may be in another language, so a device that has no room
   * for these bytes counts as full whatever the message says.
   */
  static StorageException failedWrite(Path file, long bytes, IOException cause) {
    if (!saysFull(cause) && hasRoom(file, bytes)) {
      return failure(file, "can't be written", cause);
    }
    return new StorageFullException(file, Outcome.NOT_COMMITTED, cause);
  }

  /** Whether the message is that of ENOSPC, EDQUOT, or EFBIG: a limit on the length of files. */
  static boolean saysFull(IOException cause) {
    @Nullable String message = cause.getMessage();
    return message != null
        && (message.contains("No space left on device")
            || message.contains("Disk quota exceeded")
            || message.contains("Quota exceeded")
            || message.contains("File too large")
            || message.contains("not enough space on the disk"));
  }

  private static boolean hasRoom(Path file, long bytes) {
    try {
      return Files.getFileStore(file).getUsableSpace() >= bytes;
    } catch (IOException e) {
      return true;
    }
  }

  private static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException e && e.getReason() == null) {
      return "there is no such file";
    }
    if (cause instanceof AccessDeniedException) {
      return "permission denied";
    }
    @Nullable String message =
        cause instanceof FileSystemException e ? e.getReason() : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
