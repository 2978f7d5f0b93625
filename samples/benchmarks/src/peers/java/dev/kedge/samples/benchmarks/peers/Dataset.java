package dev.kedge.samples.benchmarks.peers;

/** What is stored: how long values are, how many there are, and how many make a batch. */
enum Dataset {
  SMALL("16 + 100 bytes", 100, 1, 1000),
  MEDIUM("16 bytes + 1 KiB", 1 << 10, 10, 1000),
  LARGE("16 bytes + 64 KiB", 64 << 10, 500, 16);

  private static final int MIN_RECORDS = 100;

  private final String title;
  private final int valueBytes;
  private final int share;
  private final int batch;

  Dataset(String title, int valueBytes, int share, int batch) {
    this.title = title;
    this.valueBytes = valueBytes;
    this.share = share;
    this.batch = batch;
  }

  String title() {
    return title;
  }

  /** Entries in a commit of the load: about 1 MiB of long values, otherwise a thousand. */
  int batch() {
    return batch;
  }

  /** How many records there are if there are this many of the small ones. */
  int records(int small) {
    return Math.max(MIN_RECORDS, small / share);
  }

  /** The entries it is made of. */
  Entries entries() {
    return new Entries(valueBytes);
  }
}
