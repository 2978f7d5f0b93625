/**
 * The log: segments, groups and records, the running history checksum, reading from any version
 * that is held, and the stream in which log is shipped.
 *
 * <p>Threads: one thread at a time appends; forcing, reading and discarding may go on beside it. A
 * cursor belongs to one thread at a time and keeps what it reads from being discarded.
 *
 * <p>Permitted imports: {@code dev.kedge.internal.io} and the leaf types of {@code dev.kedge}.
 */
@NullMarked
package dev.kedge.internal.wal;

import org.jspecify.annotations.NullMarked;
