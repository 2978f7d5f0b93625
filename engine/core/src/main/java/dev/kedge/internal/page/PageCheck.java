package dev.kedge.internal.page;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the content of a page whose checksum is right, before anybody reads it, so that readers
 * need not doubt its lengths and positions.
 */
@FunctionalInterface
public interface PageCheck {

  /** Takes every content for good. */
  PageCheck NONE = (page, offset, pageSize) -> null;

  /**
   * Looks at a page.
   *
   * @param page has nothing behind the page
   * @return what is wrong, or null
   */
  @Nullable String problem(ByteBuffer page, int offset, int pageSize);
}
