package dev.kedge.jmx;

import java.util.List;

/** Backups of a database: to names in its operations directory, at once or by a schedule. */
@Description("Backups of a Kedge database in its operations directory")
public interface BackupMXBean {

  /** The operations directory, made at its first use; all names are names in it. */
  @Description("The operations directory, made at its first use; all names are names in it")
  String getDirectory();

  /** Whether a backup is being made through this bean. */
  @Description("Whether a backup is being made through this bean")
  boolean isRunning();

  /** The name of the last good backup in the directory, empty if it is not or no longer there. */
  @Description(
      "The name of the last good backup in the directory, empty if it is not or no longer there")
  String getLastSuccessName();

  /** When the last good backup was made, in seconds since 1970; 0 if there is none. */
  @Description("When the last good backup was made, in seconds since 1970; 0 if there is none")
  double getLastSuccessTimestampSeconds();

  /** The last commit in it, -1 if there is none. */
  @Description("The last commit in it, -1 if there is none")
  long getLastSuccessVersion();

  /** Its length, -1 if there is none. */
  @Description("Its length, -1 if there is none")
  long getLastSuccessBytes();

  /** How long it took, in seconds; NaN if unknown. */
  @Description("How long it took, in seconds; NaN if unknown")
  double getLastSuccessDurationSeconds();

  /** When a backup last failed, in seconds since 1970; 0 if none has. */
  @Description("When a backup last failed, in seconds since 1970; 0 if none has")
  double getLastFailureTimestampSeconds();

  /** Why, empty if none has failed. */
  @Description("Why, empty if none has failed")
  String getLastFailure();

  /** Whether the last backup failed. */
  @Description("Whether the last backup failed")
  boolean isFailing();

  /** Backups made since the database was opened, those by the application too. */
  @Description("Backups made since the database was opened, those by the application too")
  long getDoneTotal();

  /** Backups of this bean that failed since the database was opened, scheduled ones too. */
  @Description("Backups of this bean that failed since the database was opened, scheduled ones too")
  long getFailedTotal();

  /** Bytes of backups written since the database was opened. */
  @Description("Bytes of backups written since the database was opened")
  long getWrittenBytesTotal();

  /** When backups are made by themselves, empty if they are not. */
  @Description("When backups are made by themselves, empty if they are not")
  String getSchedule();

  /** Whether there is a schedule. */
  @Description("Whether there is a schedule")
  boolean isScheduled();

  /** Why there is no schedule though the settings ask for one, empty if that is not so. */
  @Description("Why there is no schedule though the settings ask for one, empty if that is not so")
  String getScheduleError();

  /** When the next one is due, in seconds since 1970; 0 if there is no schedule. */
  @Description("When the next one is due, in seconds since 1970; 0 if there is no schedule")
  double getNextTimestampSeconds();

  /** How many scheduled backups are kept, 0 if there is no schedule. */
  @Description("How many scheduled backups are kept, 0 if there is no schedule")
  int getKeepCount();

  /** For how long scheduled backups are kept at least, whatever their number, in seconds. */
  @Description(
      "For how long scheduled backups are kept at least, whatever their number, in seconds")
  double getKeepSeconds();

  /** Backups in the directory. */
  @Description("Backups in the directory")
  int getFiles();

  /** Bytes of the backups in the directory. */
  @Description("Bytes of the backups in the directory")
  long getFilesBytes();

  /**
   * The version of the oldest backup in the directory that is of this history, -1 if there is none.
   */
  @Description(
      "The version of the oldest backup in the directory that is of this history, -1 if there is"
          + " none")
  long getRecoverableFromVersion();

  /**
   * The version of the newest such backup or, if the archive continues it without a hole, the last
   * archived; -1 if there is none. That it does is known of what was archived since the database
   * was opened. Versions between two backups need the archive.
   */
  @Description(
      "The version of the newest such backup or, if the archive continues it without a hole, the"
          + " last archived; -1 if there is none. That it does is known of what was archived since"
          + " the database was opened. Versions between two backups need the archive")
  long getRecoverableToVersion();

  /**
   * The commit time of the oldest backup of this history in the directory, in seconds since 1970; 0
   * if there is none.
   */
  @Description(
      "The commit time of the oldest backup of this history in the directory, in seconds since"
          + " 1970; 0 if there is none")
  double getRecoverableFromTimestampSeconds();

  /** The commit time of the newest one, in seconds since 1970; 0 if there is none. */
  @Description("The commit time of the newest one, in seconds since 1970; 0 if there is none")
  double getRecoverableToTimestampSeconds();

  /** Writes a backup to a new file, while readers and writers go on. */
  @Operation(Effect.SAFE)
  @Description("Writes a backup to a new file, while readers and writers go on")
  OperationStatus backup(
      @Name("name") @Description("A name in the operations directory") String name);

  /** Starts a backup and returns the id of the operation. */
  @Operation(Effect.SAFE)
  @Description("Starts a backup and returns the id of the operation")
  long startBackup(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("compressed") @Description("Whether in LZ4 frames, which take less room")
          boolean compressed);

  /** Reads all of a backup and tells whether it is intact. */
  @Operation(Effect.INSPECTS)
  @Description("Reads all of a backup and tells whether it is intact")
  OperationStatus verifyBackup(
      @Name("name") @Description("A name in the operations directory") String name);

  /** Starts a verification and returns the id of the operation. */
  @Operation(Effect.INSPECTS)
  @Description("Starts a verification and returns the id of the operation")
  long startVerifyBackup(
      @Name("name") @Description("A name in the operations directory") String name);

  /** Restores a backup to a new database file in the operations directory; nothing is replaced. */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Restores a backup to a new database file in the operations directory; nothing is replaced")
  OperationStatus restore(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("newName")
          @Description("The name of the database file to make in the operations directory")
          String newName,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /** Starts a restore and returns the id of the operation. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Starts a restore and returns the id of the operation")
  long startRestore(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("newName")
          @Description("The name of the database file to make in the operations directory")
          String newName,
      @Name("confirmation") @Description("The new name once more") String confirmation);

  /** The backups in the operations directory, oldest commit first. */
  @Operation(Effect.READS)
  @Description("The backups in the operations directory, oldest commit first")
  List<BackupFile> listBackups();

  /** Deletes a backup; a file that is no backup is left alone. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Deletes a backup; a file that is no backup is left alone")
  void deleteBackup(
      @Name("name") @Description("A name in the operations directory") String name,
      @Name("confirmation") @Description("The name once more") String confirmation);

  /**
   * Makes backups by themselves until the database is closed, and deletes those of them that are
   * not to be kept; kedge.jmx.backup.schedule sets it for good.
   */
  @Operation(Effect.IRREVERSIBLE)
  @Description(
      "Makes backups by themselves until the database is closed, and deletes those of them that are"
          + " not to be kept; kedge.jmx.backup.schedule sets it for good")
  void schedule(
      @Name("when") @Description("'every 6h', 'at 03:00' or 'at 03:00 on SUN,WED', in UTC")
          String when,
      @Name("compressed") @Description("Whether in LZ4 frames") boolean compressed,
      @Name("keepCount") @Description("How many of them to keep, at least 1") int keepCount,
      @Name("keepDays")
          @Description(
              "For how many days to keep them whatever their number, 0 if only that counts")
          double keepDays);

  /** Makes no more backups by themselves; those that are there stay. */
  @Operation(Effect.IRREVERSIBLE)
  @Description("Makes no more backups by themselves; those that are there stay")
  void unschedule();
}
