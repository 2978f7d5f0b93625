package dev.kedge.cli.work;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far log is applied: to its end if both are null; at most one is given.
 *
 * @param version through this version
 * @param instant through the last commit at or before it
 */
public record ApplyUntil(@Nullable Long version, @Nullable Instant instant) {}
