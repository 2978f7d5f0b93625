/**
 * Where connections get their database from: URLs, properties, and the one engine, with its
 * replicas, that all connections of a path share. Safe for any thread.
 *
 * <p>Permitted imports: {@code dev.kedge}, {@code dev.kedge.replica}, {@code
 * dev.kedge.jdbc.KedgeProperty}, {@code dev.kedge.jdbc.internal.error}.
 */
@NullMarked
package dev.kedge.jdbc.internal.engine;

import org.jspecify.annotations.NullMarked;
