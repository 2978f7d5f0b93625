/**
 * How near Kedge comes to what the machine can do. Begin with {@link
 * dev.kedge.samples.benchmarks.Pace}; each {@link dev.kedge.samples.benchmarks.Section} measures
 * one thing and prints it beside the physical limit, measured in the same run.
 *
 * <p>Threads: everything runs on the main thread, except what a section starts and ends itself.
 * Permitted imports: the exported packages of the engine, and libraries.
 */
@NullMarked
package dev.kedge.samples.benchmarks;

import org.jspecify.annotations.NullMarked;
