/** What benchmarks need of the tree and do not reach from outside. */
@NullMarked
package dev.kedge.internal.btree;

import org.jspecify.annotations.NullMarked;
