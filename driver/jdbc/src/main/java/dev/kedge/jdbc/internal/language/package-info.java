/**
 * The statement language: text in, a {@link dev.kedge.jdbc.internal.language.Command} out. Its
 * grammar is in {@code driver/README.md}. Commands are immutable and may be shared by all threads;
 * a parser is used once.
 *
 * <p>Permitted imports: {@code dev.kedge.jdbc.internal.error}.
 */
@NullMarked
package dev.kedge.jdbc.internal.language;

import org.jspecify.annotations.NullMarked;
