/**
 * The tables there are, and the rows that operations give: what stands in each column. Immutable.
 *
 * <p>Permitted imports: {@code dev.kedge}, {@code dev.kedge.replica}, {@code
 * dev.kedge.jdbc.internal.engine}, {@code error}, {@code language} and {@code result}.
 */
@NullMarked
package dev.kedge.jdbc.internal.table;

import org.jspecify.annotations.NullMarked;
