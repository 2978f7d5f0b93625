package dev.kedge.cli.work;

import dev.kedge.DatabaseLockedException;
import dev.kedge.KedgeException;
import dev.kedge.jmx.OwnerClient;
import dev.kedge.jmx.OwnerClient.Login;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds the process that has a database open. */
public final class Owners {

  private Owners() {}

  /**
   * The way to a process of this host and user, which needs no port.
   *
   * @param locked who has the database
   * @throws KedgeException if it can't be gone, with what to do
   */
  public static OwnerWork attach(Path path, DatabaseLockedException locked) {
    long pid =
        locked
            .pid()
            .orElseThrow(
                () -> {
                  String hint = "it is not on this host: reach it with --jmx HOST:PORT";
                  return refused(path, locked, hint, null);
                });
    if (pid == ProcessHandle.current().pid()) {
      throw locked;
    }
    OwnerClient client;
    try {
      client = OwnerClient.attach(pid);
    } catch (KedgeException e) {
      String hint = e.getMessage() + ": run kedge as its user, or reach it with --jmx HOST:PORT";
      throw refused(path, locked, hint, e);
    }
    return closedOnFailure(
        client,
        () -> {
          try {
            return new OwnerWork(client, client.database(path), "pid " + pid, true);
          } catch (KedgeException e) {
            throw refused(path, locked, String.valueOf(e.getMessage()), e);
          }
        });
  }

  private static KedgeException refused(
      Path path, DatabaseLockedException locked, String why, @Nullable KedgeException cause) {
    return new KedgeException(path + " is in use by " + locked.holder() + ", and " + why, cause);
  }

  /**
   * The way through the port of a JMX connector.
   *
   * @param path the database file as it is named there
   * @param user who logs in, with TLS; null for a connector without either
   * @param password the password of the user
   */
  public static OwnerWork connect(
      Path path, String host, int port, @Nullable String user, String password) {
    Login login = user == null ? null : new Login(user, password);
    try {
      OwnerClient client = OwnerClient.connect(host, port, login);
      return closedOnFailure(
          client,
          () ->
              new OwnerWork(
                  client,
                  client.database(path),
                  "the process at " + host + ":" + port,
                  isLocal(host)));
    } catch (SecurityException e) {
      throw new KedgeException(host + ":" + port + " refuses: " + e.getMessage(), e);
    }
  }

  private static OwnerWork closedOnFailure(OwnerClient client, Supplier<OwnerWork> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      client.close();
      throw e;
    }
  }

  private static boolean isLocal(String host) {
    try {
      InetAddress address = InetAddress.getByName(host);
      return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
    } catch (IOException e) {
      return false;
    }
  }
}
