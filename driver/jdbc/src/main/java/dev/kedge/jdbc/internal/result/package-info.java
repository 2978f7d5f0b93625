/**
 * Rows and how JDBC shows them. Columns are immutable; a result set belongs to its connection and
 * is used by one thread at a time.
 *
 * <p>Permitted imports: {@code dev.kedge}, {@code dev.kedge.jdbc.internal.error}.
 */
@NullMarked
package dev.kedge.jdbc.internal.result;

import org.jspecify.annotations.NullMarked;
