/**
 * The page file: fixed-size pages with their checksums, the two meta pages that name the current
 * state, the list of free pages, and the mapped view that pages are read through.
 *
 * <p>Threads: pages are read from any thread; they are allocated, written and freed by one thread
 * at a time, the checkpoint's. A page that is reachable from a published root is never changed.
 *
 * <p>Permitted imports: {@code dev.kedge.internal.io} and the leaf types of {@code dev.kedge}.
 */
@NullMarked
package dev.kedge.internal.page;

import org.jspecify.annotations.NullMarked;
