/**
 * Benchmarks of single steps by JMH, with what each allocates: {@code -prof gc}. They look inside
 * the engine on purpose, which the class path allows.
 *
 * <p>Permitted imports: everything of the engine, the driver, HikariCP, and JMH.
 */
@NullMarked
package dev.kedge.samples.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
