package dev.kedge.jmx;

/**
 * A log hold, and how far the party that it is for has come.
 *
 * @param name its name
 * @param version log after this version is kept
 * @param capBytes the most log it may keep; beyond it the hold is dropped
 * @param heldBytes the log it keeps now
 * @param usedRatio the part of the cap that is used
 * @param lagVersions commits that the party has not proven to have
 * @param lagSeconds the age of the first of them, 0 if there is none, NaN if unknown
 * @param created when it was created, ISO-8601
 */
public record HoldStatus(
    String name,
    long version,
    long capBytes,
    long heldBytes,
    double usedRatio,
    long lagVersions,
    double lagSeconds,
    String created) {}
