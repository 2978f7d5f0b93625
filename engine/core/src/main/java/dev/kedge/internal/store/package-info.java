/**
 * What makes page file, log and tree a database: the commit path, checkpoints, recovery, the
 * register of readers, log holds and archiving, backup and restore, the integrity check,
 * statistics.
 *
 * <p>Threads: each class says what may call it. Commits are ordered by one lock and published in
 * version order; checkpoints and archiving run on threads of their own; caller threads never touch
 * a channel that an interrupt would close.
 *
 * <p>Permitted imports: {@code dev.kedge.internal.btree}, {@code dev.kedge.internal.page}, {@code
 * dev.kedge.internal.wal}, {@code dev.kedge.internal.io} and the leaf types of {@code dev.kedge}.
 */
@NullMarked
package dev.kedge.internal.store;

import org.jspecify.annotations.NullMarked;
