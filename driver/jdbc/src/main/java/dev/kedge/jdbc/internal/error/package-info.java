/**
 * What goes wrong, as JDBC tells it: the SQLSTATEs, and the one mapping of the engine's errors to
 * them. Everything is immutable or stateless, for any thread.
 *
 * <p>Permitted imports: {@code dev.kedge}.
 */
@NullMarked
package dev.kedge.jdbc.internal.error;

import org.jspecify.annotations.NullMarked;
