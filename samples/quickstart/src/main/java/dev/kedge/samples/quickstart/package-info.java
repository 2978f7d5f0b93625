/**
 * The whole story of Kedge on real data: load, back up under load, restore, follow, rewind. Begin
 * with {@link dev.kedge.samples.quickstart.Quickstart}; the other classes give it data and a
 * writer, compare, and print.
 *
 * <p>Threads: everything runs on the main thread, except the {@link
 * dev.kedge.samples.quickstart.Writer}. Permitted imports: the exported packages of the engine.
 */
@NullMarked
package dev.kedge.samples.quickstart;

import org.jspecify.annotations.NullMarked;
