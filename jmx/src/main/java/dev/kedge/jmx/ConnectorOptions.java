package dev.kedge.jmx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link SecuredConnector} is reached and secured.
 *
 * @param host the address it listens on, and that clients connect to; {@code kedge.jmx.host},
 *     {@code 127.0.0.1} unless set
 * @param port its port, {@code kedge.jmx.port}; 0 for any that is free
 * @param keyStore its private key and certificate, {@code kedge.jmx.keyStore}
 * @param keyStorePasswordFile a file with the password of the key store on its first line, {@code
 *     kedge.jmx.keyStorePasswordFile}
 * @param passwordFile a user and a password on each line, {@code kedge.jmx.passwordFile}; passwords
 *     in it are replaced by hashes at the first login
 * @param accessFile a user and a role on each line, {@code kedge.jmx.accessFile}: {@code monitor},
 *     {@code operator} or {@code admin}
 */
public record ConnectorOptions(
    String host,
    int port,
    Path keyStore,
    Path keyStorePasswordFile,
    Path passwordFile,
    Path accessFile) {

  private static final int MAX_PORT = 65_535;
  private static final String PORT = "kedge.jmx.port";

  /**
   * Checks the port.
   *
   * @throws IllegalArgumentException if it is none
   */
  public ConnectorOptions {
    if (port < 0 || port > MAX_PORT) {
      throw noPort(String.valueOf(port));
    }
  }

  /**
   * Reads the system properties.
   *
   * @return null if there is no {@code kedge.jmx.port}
   * @throws IllegalArgumentException if another one is missing, or one is malformed
   */
  static @Nullable ConnectorOptions of(Properties properties) {
    String port = properties.getProperty(PORT);
    if (port == null) {
      return null;
    }
    return new ConnectorOptions(
        properties.getProperty("kedge.jmx.host", "127.0.0.1"),
        port(port),
        path(properties, "kedge.jmx.keyStore"),
        path(properties, "kedge.jmx.keyStorePasswordFile"),
        path(properties, "kedge.jmx.passwordFile"),
        path(properties, "kedge.jmx.accessFile"));
  }

  /** Refuses files that are not there, by the names of their options. */
  void checkFiles() throws IOException {
    checkFile("kedge.jmx.keyStore", keyStore);
    checkFile("kedge.jmx.keyStorePasswordFile", keyStorePasswordFile);
    checkFile("kedge.jmx.passwordFile", passwordFile);
    checkFile("kedge.jmx.accessFile", accessFile);
  }

  private static void checkFile(String name, Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new IOException(
          name + " is '" + file + "', which is no file that can be read: make it, or correct this");
    }
  }

  private static int port(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw noPort(text);
    }
  }

  private static IllegalArgumentException noPort(String text) {
    return new IllegalArgumentException(
        PORT + " is '" + text + "' and must be a number from 0 to 65535");
  }

  private static Path path(Properties properties, String name) {
    String path = properties.getProperty(name);
    if (path == null) {
      throw new IllegalArgumentException(
          "kedge.jmx.port is set, but not " + name + ": there is no connector without it");
    }
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(name + " is '" + path + "', which is no path", e);
    }
  }
}
