package dev.kedge.jdbc.internal.session;

import dev.kedge.jdbc.internal.language.Command;

/**
 * A command with what its operands are.
 *
 * @param <C> what kind of command it is
 */
record Bound<C extends Command>(C command, Parameters parameters) {}
