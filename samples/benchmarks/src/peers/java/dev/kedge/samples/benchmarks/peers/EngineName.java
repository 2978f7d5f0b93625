package dev.kedge.samples.benchmarks.peers;

/** The engines that are compared. */
enum EngineName {
  KEDGE("Kedge"),
  ROCKSDB("RocksDB"),
  LMDB("LMDB"),
  MVSTORE("MVStore"),
  SQLITE("SQLite"),
  JE("BDB JE"),
  XODUS("Xodus");

  private final String title;

  EngineName(String title) {
    this.title = title;
  }

  /** What it is called in tables. */
  String title() {
    return title;
  }

  /** The engine itself. The class of one is touched only where that one runs. */
  Engine engine() {
    return switch (this) {
      case KEDGE -> new KedgeEngine();
      case ROCKSDB -> new RocksDbEngine();
      case LMDB -> new LmdbEngine();
      case MVSTORE -> new MvStoreEngine();
      case SQLITE -> new SqliteEngine();
      case JE -> new JeEngine();
      case XODUS -> new XodusEngine();
    };
  }
}
