package dev.kedge;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what a database tells its listener, as words. */
final class Events implements DatabaseListener {

  final List<String> all = new CopyOnWriteArrayList<>();

  /** What was told that begins with a word. */
  List<String> of(String word) {
    return all.stream().filter(event -> event.startsWith(word)).toList();
  }

  @Override
  public void onTornLog(Path file, long offset, long bytes) {
    all.add("torn " + file.getFileName() + " " + offset + " " + bytes);
  }

  @Override
  public void onDamagedHistory(Path file, long offset, long lastVersion) {
    all.add("damaged " + file.getFileName() + " " + offset + " " + lastVersion);
  }

  @Override
  public void onHoldDropped(String hold, long version, String reason) {
    all.add("hold " + hold + " " + version + " " + reason);
  }

  @Override
  public void onArchiveFailure(String message, Throwable cause) {
    all.add("archive " + message);
  }

  @Override
  public void onArchiveHole(WalArchive.Range lost) {
    all.add("hole " + lost.firstVersion() + " " + lost.lastVersion());
  }

  @Override
  public void onClockJump(Instant lastCommit, Instant clock) {
    all.add("clock " + lastCommit + " " + clock);
  }

  @Override
  public void onFenced(Throwable cause) {
    all.add("fenced " + cause.getMessage());
  }

  @Override
  public void onCheckpoint(CheckpointResult result) {
    all.add("checkpoint " + result.version());
  }

  @Override
  public void onBackup(BackupResult result) {
    all.add("backup " + result.position().version());
  }

  @Override
  public void onWriteStall(Duration waited) {
    all.add("stall");
  }

  @Override
  public void onOldReader(String thread, long version, Duration age, long bytes) {
    all.add("old reader " + thread + " " + version);
  }

  @Override
  public void onGenerationForked(Position parent, long child) {
    all.add("fork " + parent + " " + Position.generationText(child));
  }
}
