package dev.kedge.replica;

import dev.kedge.Ancestor;
import dev.kedge.DestinationException;
import dev.kedge.Position;
import java.util.Optional;

/** The object that every generation begins with: where it comes from, and who began it. */
final class GenerationBirth {

  private static final String NONE = "none";

  private GenerationBirth() {}

  static GenerationInfo read(ReplicaClient client, long generation) {
    Fields fields = Fields.read(client, Layout.parent(generation));
    Optional<Position> parent =
        fields.text("parent").equals(NONE)
            ? Optional.empty()
            : Optional.of(fields.position("parent"));
    return new GenerationInfo(generation, parent, fields.number("epoch"));
  }

  /** Whether it is there, but can't be used. */
  static boolean isDamaged(ReplicaClient client, long generation) {
    try {
      read(client, generation);
      return false;
    } catch (DestinationException e) {
      return e.isDamaged();
    }
  }

  static byte[] encode(Optional<Ancestor> parent, long epoch) {
    String from =
        parent.map(left -> new Position(left.generation(), left.version()).toString()).orElse(NONE);
    return Fields.encode("parent", from, "epoch", Layout.hex(epoch));
  }
}
