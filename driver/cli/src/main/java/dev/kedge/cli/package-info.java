/**
 * The {@code kedge} command: {@link dev.kedge.cli.Main} starts it, {@link dev.kedge.cli.Kedge}
 * knows its subcommands, each of which is a class of its own.
 *
 * <p>Threads: a command runs on the main thread. Permitted imports: the packages beneath, the
 * exported packages of the engine, {@code dev.kedge.jdbc}, {@code java.sql}, and {@code
 * dev.kedge.jmx.OwnerException}.
 */
@NullMarked
package dev.kedge.cli;

import org.jspecify.annotations.NullMarked;
