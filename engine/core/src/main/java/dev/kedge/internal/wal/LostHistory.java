package dev.kedge.internal.wal;

import dev.kedge.CorruptionException;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Segments before the log that can't be read on into it, as something there is damaged or missing,
 * and that nothing needs to open the database. They stay where they are, as evidence, until the log
 * behind them is discarded.
 *
 * <p>Any thread may use it.
 */
final class LostHistory {

  private volatile @Nullable CorruptionException damage;
  private volatile List<Path> files;

  /**
   * Some segments.
   *
   * @param damage what is wrong with them; null if there are none
   * @param files the segments, oldest first
   */
  LostHistory(@Nullable CorruptionException damage, List<Path> files) {
    this.damage = damage;
    this.files = List.copyOf(files);
  }

  /** What is wrong with it; null if there is none, or none any more. */
  @Nullable CorruptionException damage() {
    return damage;
  }

  /** Deletes the segments. */
  void discard(Storage storage, Path directory) {
    if (damage == null) {
      return;
    }
    files.forEach(storage::delete);
    storage.syncDirectory(directory);
    files = List.of();
    damage = null;
  }
}
