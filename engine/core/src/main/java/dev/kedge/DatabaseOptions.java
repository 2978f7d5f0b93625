package dev.kedge;

import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * How a database is opened. Made by {@link Database#builder}, which says what each setting does and
 * what it is unless set.
 *
 * @param pageSize bytes of a page, used when the file is created
 * @param durability what a commit waits for, unless its transaction says otherwise
 * @param normalSyncInterval the longest time until a {@link Durability#NORMAL} commit is forced
 * @param dirtyBytes heap for changes that no checkpoint has written yet
 * @param checkpointLogBytes log that makes a checkpoint due
 * @param checkpointInterval time that makes a checkpoint due, if there is something new
 * @param readReplica whether the database follows a primary and refuses writes of its own
 * @param readOnly whether nothing is written at all
 * @param walArchive what gets every log range before it is discarded, or null
 * @param archiveTimeout how long the archive may take for one range
 * @param archiveLimitBytes how much log is kept for the archive at most
 * @param archiveOverflow what happens when that is exceeded
 * @param closeTimeout how long closing waits for the archive
 * @param logRetentionBytes log kept as history that nobody has asked for
 * @param logRetentionTime the age at which history goes, zero for no bound
 * @param logSegmentBytes bytes of the first log segment
 * @param maxKeyBytes the longest key
 * @param maxValueBytes the longest value
 * @param maxTransactionBytes the most that one transaction's operations take in the log
 * @param listener told what happens
 * @param clock gives commit times
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public record DatabaseOptions(
    int pageSize,
    Durability durability,
    Duration normalSyncInterval,
    long dirtyBytes,
    long checkpointLogBytes,
    Duration checkpointInterval,
    boolean readReplica,
    boolean readOnly,
    @Nullable WalArchive walArchive,
    Duration archiveTimeout,
    long archiveLimitBytes,
    OverflowPolicy archiveOverflow,
    Duration closeTimeout,
    long logRetentionBytes,
    Duration logRetentionTime,
    long logSegmentBytes,
    int maxKeyBytes,
    int maxValueBytes,
    long maxTransactionBytes,
    DatabaseListener listener,
    InstantSource clock) {

  /** The longest key, in bytes, that can be stored in pages of a size. */
  public static int longestKey(int pageSize) {
    return pageSize / 4 - 64;
  }
}
