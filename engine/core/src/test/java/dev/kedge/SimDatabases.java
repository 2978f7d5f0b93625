package dev.kedge;

import dev.kedge.internal.io.SimStorage;
import dev.kedge.internal.io.Storage;
import java.nio.file.Path;
import java.time.InstantSource;

/** Databases on a simulated disk, for tests of other packages. */
public final class SimDatabases {

  private SimDatabases() {}

  /** Where a file of this name is on such a disk. */
  public static Path path(String name) {
    return SimStorage.ROOT.resolve(name);
  }

  /** Opens a database, without threads and with small pages and segments. */
  public static Database open(Storage storage, String name, InstantSource clock) {
    return Database.builder(path(name))
        .storage(storage)
        .background(false)
        .pageSize(4096)
        .logSegmentBytes(64 << 10)
        .clock(clock)
        .open();
  }
}
