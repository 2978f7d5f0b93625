package dev.kedge.replica;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param objects objects in the order of their names; immutable
 * @param more whether others may follow: ask again, after the last of these
 */
public record ObjectPage(List<ObjectInfo> objects, boolean more) {

  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if others may follow and there is no last one to go on after
   */
  public ObjectPage {
    objects = List.copyOf(objects);
    if (more && objects.isEmpty()) {
      throw new IllegalArgumentException("a page that others follow has an object");
    }
  }
}
