package dev.kedge.samples.benchmarks.peers;

import java.util.function.Supplier;

/** The engines that are compared. The class of one is touched only where that one runs. */
enum EngineName {
  KEDGE("Kedge", KedgeEngine::new),
  ROCKSDB("RocksDB", RocksDbEngine::new),
  LMDB("LMDB", LmdbEngine::new),
  MVSTORE("MVStore", MvStoreEngine::new),
  SQLITE("SQLite", SqliteEngine::new),
  JE("BDB JE", JeEngine::new),
  XODUS("Xodus", XodusEngine::new);

  private final String title;
  private final Supplier<Engine> maker;

  EngineName(String title, Supplier<Engine> maker) {
    this.title = title;
    this.maker = maker;
  }

  /** What it is called in tables. */
  String title() {
    return title;
  }

  Engine engine() {
    return maker.get();
  }
}
