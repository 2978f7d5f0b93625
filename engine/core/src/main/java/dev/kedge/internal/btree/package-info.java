/**
 * The copy-on-write B+tree: node layouts, search, change, cursors, overflow runs for large values.
 * A change copies the path to what it touches and makes a new root; the old root stays readable.
 *
 * <p>Threads: a root and everything below it may be read from any thread without locks; roots are
 * made by one thread at a time. A cursor belongs to one thread at a time.
 *
 * <p>Permitted imports: {@code dev.kedge.internal.page}, {@code dev.kedge.internal.wal}, {@code
 * dev.kedge.internal.io} and the leaf types of {@code dev.kedge}.
 */
@NullMarked
package dev.kedge.internal.btree;

import org.jspecify.annotations.NullMarked;
