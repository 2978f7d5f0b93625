package dev.kedge.cli;

import dev.kedge.cli.text.ByteForm;
import dev.kedge.cli.text.FormException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How keys and values are written, on the command line and elsewhere. */
final class ByteFormOption {

  @ArgGroup(exclusive = true)
  private final Choice choice = new Choice();

  private static final class Choice {

    @Option(names = "--hex", description = "Keys and values are hexadecimal, not UTF-8 text.")
    boolean hex;

    @Option(names = "--base64", description = "Keys and values are Base64, not UTF-8 text.")
    boolean base64;
  }

  ByteForm form() {
    if (choice.hex) {
      return ByteForm.HEX;
    }
    return choice.base64 ? ByteForm.BASE64 : ByteForm.TEXT;
  }

  /** The bytes of an argument. */
  byte[] bytes(String argument) throws FormException {
    return form().decode(argument);
  }
}
