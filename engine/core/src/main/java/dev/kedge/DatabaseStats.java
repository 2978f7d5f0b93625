package dev.kedge;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a database has and has done since it was opened. The figures are taken one after another
 * while it is in use, so they need not agree to the last commit.
 *
 * @param position the last commit that readers see
 * @param durableVersion the last commit known to be forced
 * @param checkpointVersion the last commit that the page file has
 * @param role whether it is a primary or a read replica
 * @param fenced whether a failure has fenced it
 * @param entries keys
 * @param pageSize bytes of a page, as the file was created with
 * @param fileBytes bytes of the page file
 * @param pages pages of the page file
 * @param freePages pages in it that hold nothing of the present state
 * @param dirtyBytes heap that changes take which no checkpoint has written
 * @param logBytes bytes of the log, history included
 * @param logFirstVersion the first commit that the log still has
 * @param tornLog whether opening found the end of the log torn, or missing, and cut it; see {@link
 *     DatabaseListener#onTornLog}
 * @param archivedVersion the commit through which nothing is left to archive: the archive has it,
 *     or it was given up (see {@link DatabaseListener#onArchiveHole}); -1 if there is no archive or
 *     it has none
 * @param archiveFailure what the last attempt to archive failed with, or null
 * @param readers snapshots, transactions, cursors and operations that are open
 * @param readerPages free pages that can't be used again as long as these readers are open
 * @param oldestReaderVersion the lowest version they read, or that of {@code position}
 * @param oldestReaderAge for how long the one that is open longest has been open
 * @param oldestReaderThread the name of the thread that opened it, or null
 * @param commits commits
 * @param conflicts transactions refused because of a conflict
 * @param groups groups that commits were written in
 * @param largestGroup commits of the largest group
 * @param loggedBytes bytes of log that commits have written
 * @param syncs forces of the log
 * @param checkpoints checkpoints
 * @param checkpointBytes bytes they wrote
 * @param lastCheckpoint how long the last one took
 * @param stalls commits that were made to wait
 * @param stallTime for how long in all
 * @param commitLatency how long commits took, from the call to being visible
 * @param syncLatency how long forces of the log took
 */
@SuppressWarnings("exports") // JSpecify's annotations need not be there at run time
public record DatabaseStats(
    Position position,
    long durableVersion,
    long checkpointVersion,
    Role role,
    boolean fenced,
    long entries,
    int pageSize,
    long fileBytes,
    long pages,
    long freePages,
    long dirtyBytes,
    long logBytes,
    long logFirstVersion,
    boolean tornLog,
    long archivedVersion,
    @Nullable String archiveFailure,
    int readers,
    long readerPages,
    long oldestReaderVersion,
    Duration oldestReaderAge,
    @Nullable String oldestReaderThread,
    long commits,
    long conflicts,
    long groups,
    long largestGroup,
    long loggedBytes,
    long syncs,
    long checkpoints,
    long checkpointBytes,
    Duration lastCheckpoint,
    long stalls,
    Duration stallTime,
    LatencySnapshot commitLatency,
    LatencySnapshot syncLatency) {}
