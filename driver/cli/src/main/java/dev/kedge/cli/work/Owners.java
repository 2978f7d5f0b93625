package dev.kedge.cli.work;

import dev.kedge.DatabaseLockedException;
import dev.kedge.KedgeException;
import dev.kedge.jmx.OwnerClient;
import dev.kedge.jmx.OwnerClient.Login;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the process that has a database open. */
public final class Owners {

  private static final Pattern HOLDER = Pattern.compile("pid (\\d{1,18}) on (\\S+) since .*");
  private static final int LONGEST_NAME = 255;

  private Owners() {}

  /**
   * The way to a process of this host and user, which needs no port.
   *
   * @param locked who has the database
   * @throws KedgeException if it can't be gone, with what to do
   */
  public static OwnerWork attach(Path path, DatabaseLockedException locked) {
    Matcher holder = HOLDER.matcher(locked.holder());
    if (!holder.matches() || !holder.group(2).equals(hostName())) {
      throw refused(path, locked, "it is not on this host: reach it with --jmx HOST:PORT", null);
    }
    long pid = Long.parseLong(holder.group(1));
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

  /** As the engine notes it with its lock; empty if it is unknown. */
  private static String hostName() {
    try (FileInputStream in = new FileInputStream("/proc/sys/kernel/hostname")) {
      return new String(in.readNBytes(LONGEST_NAME), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return String.valueOf(System.getenv("HOSTNAME"));
    }
  }
}
