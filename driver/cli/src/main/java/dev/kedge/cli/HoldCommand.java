package dev.kedge.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Groups what is done to log holds. */
@Command(
    name = "hold",
    description = {
      "Make, advance, drop and list log holds: named wishes that log stays until a replica has it."
    })
final class HoldCommand implements Callable<Integer> {

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  CommandSpec spec;

  @Override
  public Integer call() {
    throw new ParameterException(spec.commandLine(), "say create, advance, drop or list");
  }
}
