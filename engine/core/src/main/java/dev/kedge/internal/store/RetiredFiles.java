package dev.kedge.internal.store;

import dev.kedge.internal.page.PageFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Page files that a compaction has replaced, open as long as somebody may read them: a page is read
 * from the file itself when it is touched first. Any thread may use it.
 */
final class RetiredFiles {

  private final List<Retired> files = new ArrayList<>();

  /** A file, and the last version that readers could find in it. */
  private record Retired(PageFile pages, long version) {}

  /** Takes a file over that nobody finds any more who does not read it already. */
  synchronized void add(PageFile pages, long version) {
    files.add(new Retired(pages, version));
  }

  /** Closes what nobody reads any more: a file stays for its own readers, not for older ones. */
  synchronized void closeUnread(ReaderRegistry readers) {
    List<Retired> unread =
        files.stream().filter(file -> !readers.mayBeRead(file.pages, file.version)).toList();
    files.removeAll(unread);
    unread.forEach(file -> file.pages.close());
  }

  /** Closes them all. */
  synchronized void close() {
    files.forEach(file -> file.pages.close());
    files.clear();
  }
}
