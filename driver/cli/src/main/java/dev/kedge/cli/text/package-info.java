/**
 * Keys, values and results as text: the forms of bytes, entries in JSON lines, CSV and TSV, results
 * as a JSON object or as lines to read.
 *
 * <p>Threads: each object is used by one thread. Permitted imports: the exported packages of the
 * engine.
 */
@NullMarked
package dev.kedge.cli.text;

import org.jspecify.annotations.NullMarked;
