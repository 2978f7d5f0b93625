package dev.kedge.cli;

import dev.kedge.DestinationException;
import dev.kedge.replica.DestinationUrl;
import dev.kedge.replica.ReplicaClient;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the URL of a destination of replication. */
final class DestinationConverter implements ITypeConverter<ReplicaClient> {

  @Override
  public ReplicaClient convert(String text) {
    try {
      return DestinationUrl.parse(text).connect();
    } catch (DestinationException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
