/**
 * The one door to the file system: files, directories, locks, atomic publishing, the header that
 * every file of Kedge begins with, and the clock. Faults and power cuts are simulated behind its
 * interfaces.
 *
 * <p>Threads: everything here may be called from any thread; no method reacts to an interrupt.
 *
 * <p>Permitted imports: the leaf types of {@code dev.kedge}; nothing else of Kedge.
 */
@NullMarked
package dev.kedge.internal.io;

import org.jspecify.annotations.NullMarked;
