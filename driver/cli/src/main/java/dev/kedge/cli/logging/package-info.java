/**
 * How what the engine logs is shown beside what the command says.
 *
 * <p>Threads: any thread logs. Permitted imports: {@code dev.kedge.cli.console}.
 */
@NullMarked
package dev.kedge.cli.logging;

import org.jspecify.annotations.NullMarked;
