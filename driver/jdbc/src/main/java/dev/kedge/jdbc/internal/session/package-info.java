/**
 * Connections and statements: what they hold, and how commands are carried out on the engine. A
 * connection and all it made are used by one thread at a time; a lock of the connection keeps
 * {@code close} and {@code abort} by other threads away from what is under way.
 *
 * <p>Permitted imports: {@code dev.kedge}, {@code dev.kedge.replica}, {@code
 * dev.kedge.jdbc.KedgeConnection} and the other packages of {@code dev.kedge.jdbc.internal}.
 */
@NullMarked
package dev.kedge.jdbc.internal.session;

import org.jspecify.annotations.NullMarked;
