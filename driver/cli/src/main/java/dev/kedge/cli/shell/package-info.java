/**
 * The interactive shell: statements of the driver's language, typed by a person or read from a
 * pipe, and their results.
 *
 * <p>Threads: all on the main thread, except that an interrupt at the keyboard cancels a statement
 * from another one. Permitted imports: {@code dev.kedge.cli.console}, {@code dev.kedge.cli.text},
 * {@code java.sql}.
 */
@NullMarked
package dev.kedge.cli.shell;

import org.jspecify.annotations.NullMarked;
