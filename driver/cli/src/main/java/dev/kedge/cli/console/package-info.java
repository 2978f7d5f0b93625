/**
 * Where the command reads and writes: standard streams, and a line that shows how far something is.
 *
 * <p>Threads: a progress bar is told by threads of the engine, one call at a time; all else is used
 * by the main thread. Permitted imports: the exported packages of the engine.
 */
@NullMarked
package dev.kedge.cli.console;

import org.jspecify.annotations.NullMarked;
