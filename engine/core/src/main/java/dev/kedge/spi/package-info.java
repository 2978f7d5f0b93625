/**
 * What others plug into the engine: services that are found by {@link java.util.ServiceLoader} in
 * the class loader of the engine. Nothing in the engine depends on any of them being there.
 *
 * <p>Threads: each service says on which threads it is called. Permitted imports: {@code
 * dev.kedge}, {@code dev.kedge.replica}.
 */
@NullMarked
package dev.kedge.spi;

import org.jspecify.annotations.NullMarked;
