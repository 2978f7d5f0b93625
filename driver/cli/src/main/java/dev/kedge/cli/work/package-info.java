/**
 * What commands do with a database, in one of two ways: by themselves, or, where a running process
 * has it open, through the MBeans of that process. A command asks for it as {@link
 * dev.kedge.cli.work.Work} and need not know which it is.
 *
 * <p>Threads: used by the main thread. Permitted imports: the exported packages of the engine and
 * of kedge-jmx, whose classes are loaded only if there is such a process.
 */
@NullMarked
package dev.kedge.cli.work;

import org.jspecify.annotations.NullMarked;
