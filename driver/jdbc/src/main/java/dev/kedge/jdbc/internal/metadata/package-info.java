/**
 * What tools ask about the database before they show it. Nothing here throws because something is
 * not there: the answer is no row.
 *
 * <p>Permitted imports: {@code dev.kedge.jdbc.internal.language}, {@code result} and {@code table}.
 */
@NullMarked
package dev.kedge.jdbc.internal.metadata;

import org.jspecify.annotations.NullMarked;
