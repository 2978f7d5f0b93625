package dev.kedge.replica;

import dev.kedge.DestinationException;
import java.util.Optional;
import java.util.function.Supplier;

/** Turns a missing object into an empty result. */
final class Optionals {

  private Optionals() {}

  /** What a request gives; empty if its object is not there. */
  static <T> Optional<T> ifThere(Supplier<T> request) {
    try {
      return Optional.of(request.get());
    } catch (DestinationException e) {
      if (e.isMissing()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
