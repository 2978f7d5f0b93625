package dev.kedge.cli;

import dev.kedge.replica.FileReplicaClient;
import dev.kedge.replica.ReplicaClient;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads the URL of a destination of replication: {@code file://} and the absolute path of a
 * directory, taken as it stands.
 */
final class DestinationConverter implements ITypeConverter<ReplicaClient> {

  private static final String FILE = "file://";

  @Override
  public ReplicaClient convert(String text) {
    if (text.startsWith(FILE + "/")) {
      return new FileReplicaClient(Path.of(text.substring(FILE.length())));
    }
    throw new TypeConversionException(
        "'"
            + text
            + "' is no destination: write file:// and the absolute path of a directory, such as"
            + " file:///backups/app");
  }
}
