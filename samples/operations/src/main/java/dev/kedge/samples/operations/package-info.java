/**
 * A managed engine under load: a primary that is written to, archives its log, ships to a standby
 * and is replicated to a destination that a reader follows, all in one process, with nothing in the
 * code about JMX. Begin with {@link dev.kedge.samples.operations.ManagedEngine}.
 *
 * <p>Threads: each class says on which thread it runs. Permitted imports: the exported packages of
 * the engine.
 */
@NullMarked
package dev.kedge.samples.operations;

import org.jspecify.annotations.NullMarked;
