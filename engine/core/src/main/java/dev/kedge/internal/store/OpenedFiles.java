package dev.kedge.internal.store;

import dev.kedge.internal.page.PageAllocator;
import dev.kedge.internal.page.PageFile;
import dev.kedge.internal.wal.Log;

/**
 * What opening a database found, its commits in the log not yet replayed.
 *
 * @param recovered the state of the newest meta page, in the generation that the log ends in
 */
record OpenedFiles(
    PageFile pages,
    PageAllocator allocator,
    Log log,
    InstanceKeeper instance,
    Published recovered) {}
