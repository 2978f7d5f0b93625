package dev.kedge;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * What a restore made.
 *
 * @param path the restored database
 * @param backup what it was restored from
 * @param elapsed how long it took, verification included
 */
public record RestoreResult(Path path, BackupInfo backup, Duration elapsed) {

  /**
   * Checks the components.
   *
   * @throws IllegalArgumentException if the duration is negative
   */
  public RestoreResult {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(backup, "backup");
    Checks.elapsed(elapsed);
  }
}
