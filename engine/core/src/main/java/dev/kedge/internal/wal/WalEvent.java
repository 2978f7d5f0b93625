package dev.kedge.internal.wal;

import dev.kedge.Ancestor;
import java.util.List;

/** What a shipped log stream consists of, in the order in which it is read. */
public sealed interface WalEvent {

  /**
   * The records that follow belong to this generation and begin behind this version.
   *
   * @param generation the generation of the records
   * @param afterVersion the version before the first of them
   * @param history the history checksum after that version
   * @param timeMicros the commit time of that version
   * @param ancestors the generations that this one descends from, oldest first
   */
  record Section(
      long generation, long afterVersion, long history, long timeMicros, List<Ancestor> ancestors)
      implements WalEvent {}

  /**
   * Whole commits, checked: nothing of them is damaged, and they continue what was read before.
   *
   * @param records views on the reader's buffer, valid until its next call; at least one
   */
  record Records(long firstVersion, long lastVersion, List<LogRecord> records)
      implements WalEvent {}

  /**
   * The stream was whole.
   *
   * @param records how many there were
   * @param lastVersion the version of the last one, or the last section's if there was none
   * @param lastHistory the history checksum after that version
   */
  record End(long records, long lastVersion, long lastHistory) implements WalEvent {}
}
