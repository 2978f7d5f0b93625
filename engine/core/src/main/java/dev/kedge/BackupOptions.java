package dev.kedge;

/**
 * How a backup is written.
 *
 * @param compressed whether as LZ4 frames, which take less room; {@code lz4 -d} gives the plain
 *     form
 * @param listener hears of progress, in bytes of the database file, and can cancel
 */
public record BackupOptions(boolean compressed, ProgressListener listener) {

  /** As it is, with nobody listening. */
  public static final BackupOptions PLAIN = new BackupOptions(false, ProgressListener.NONE);

  /** Compressed, with nobody listening. */
  public static final BackupOptions COMPRESSED = new BackupOptions(true, ProgressListener.NONE);

  /** The same with a listener. */
  public BackupOptions with(ProgressListener newListener) {
    return new BackupOptions(compressed, newListener);
  }
}
