package dev.kedge;

/**
 * What a commit has reached when it returns. A kill of the process loses nothing at any level; they
 * differ in what a power cut or a crash of the operating system may take.
 */
public enum Durability {
  /** Forced to the device before the commit returns: nothing acknowledged is ever lost. */
  FULL,

  /**
   * Handed to the operating system before the commit returns, and forced within the database's
   * normal sync interval: a power cut loses at most that much.
   */
  NORMAL,

  /**
   * Handed to the operating system before the commit returns, and forced at checkpoints only: a
   * power cut may lose everything since the last checkpoint. What is left is still whole commits.
   */
  OFF
}
