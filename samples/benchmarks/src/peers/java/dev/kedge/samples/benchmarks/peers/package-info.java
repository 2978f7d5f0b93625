/**
 * The same work done by Kedge and by what people would pick instead, each in a JVM of its own, with
 * settings of equal durability. Begin with {@link dev.kedge.samples.benchmarks.peers.Peers}, which
 * starts the processes and prints tables; {@link dev.kedge.samples.benchmarks.peers.EngineProcess}
 * is what runs in them, and an {@link dev.kedge.samples.benchmarks.peers.Engine} is what is
 * compared.
 *
 * <p>Permitted imports: the exported packages of the engine, the other engines, and what the module
 * shares.
 */
@NullMarked
package dev.kedge.samples.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
