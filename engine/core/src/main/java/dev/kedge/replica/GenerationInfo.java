package dev.kedge.replica;

import dev.kedge.Position;
import java.util.Optional;

/**
 * A generation at a destination.
 *
 * @param generation its id, any 64 bits
 * @param parent where it forked from, if it did
 * @param epoch the writer that began it there
 */
public record GenerationInfo(long generation, Optional<Position> parent, long epoch) {}
