package dev.kedge.internal.store;

import dev.kedge.Ancestor;
import dev.kedge.Position;
import dev.kedge.internal.btree.NodeRef;
import dev.kedge.internal.page.Meta;
import dev.kedge.internal.page.PageFile;
import java.util.List;

/**
 * The state of the database that new readers see. Immutable; a commit publishes the next one.
 *
 * @param pages the file that nodes are read from
 * @param root the tree
 * @param entries keys in the tree
 * @param generation the history it belongs to
 * @param ancestors the generations before it, oldest first
 * @param version the last commit in it
 * @param timeMicros that commit's time, microseconds since 1970
 * @param history the history checksum after that commit
 */
record Published(
    PageFile pages,
    NodeRef root,
    long entries,
    long generation,
    List<Ancestor> ancestors,
    long version,
    long timeMicros,
    long history) {

  static Published of(PageFile pages, Meta meta) {
    return new Published(
        pages,
        NodeRef.root(meta.rootPage()),
        meta.entries(),
        meta.generation(),
        meta.ancestors(),
        meta.version(),
        meta.timeMicros(),
        meta.history());
  }

  /** The same state in another file, whose newest meta page has it. */
  Published in(PageFile fresh) {
    return of(fresh, fresh.metas().newest());
  }

  Position position() {
    return new Position(generation, version);
  }

  /** The same content as the beginning of another generation. */
  Published inGeneration(long child) {
    return withLineage(child, Lineage.extend(ancestors, new Ancestor(generation, version)));
  }

  /** The state after later commits, but for the tree. */
  Published at(long newVersion, long newTimeMicros, long newHistory) {
    return new Published(
        pages, root, entries, generation, ancestors, newVersion, newTimeMicros, newHistory);
  }

  Published withLineage(long newGeneration, List<Ancestor> newAncestors) {
    return new Published(
        pages, root, entries, newGeneration, newAncestors, version, timeMicros, history);
  }
}
