/**
 * The public API of Kedge: the database, its transactions, snapshots and cursors, backup and
 * restore, shipping and applying of log, and the leaf types (errors, positions, options, results)
 * that everything else is told in.
 *
 * <p>Threads: a database, a snapshot and a backup may be used from any thread at once; a
 * transaction and a cursor belong to one thread at a time. Records, enums and options are immutable
 * and may be shared freely. An interrupt never harms the database: calls finish and keep the flag.
 *
 * <p>Null is never passed, accepted or returned unless marked. Arrays handed in are not changed and
 * must not be changed until the call returns; arrays inside records are not copied unless the
 * record says so.
 *
 * <p>Permitted imports: the classes that do something may import every package beneath ({@code
 * dev.kedge.internal.*}) and the services ({@code dev.kedge.spi}). The leaf types import nothing of
 * Kedge but each other.
 */
@NullMarked
package dev.kedge;

import org.jspecify.annotations.NullMarked;
