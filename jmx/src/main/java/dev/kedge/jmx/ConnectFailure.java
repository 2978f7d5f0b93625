package dev.kedge.jmx;

import dev.kedge.KedgeException;
import java.rmi.ConnectIOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/** Why a connector could not be reached, and what to do. */
final class ConnectFailure {

  private ConnectFailure() {}

  /**
   * The error for the caller.
   *
   * @param where host and port
   * @param tls whether it was tried with TLS
   */
  static KedgeException of(String where, boolean tls, Exception failure) {
    return new KedgeException(text(where, tls, failure), failure);
  }

  private static String text(String where, boolean tls, Exception failure) {
    if (tls && has(failure, GeneralSecurityException.class)) {
      return "the certificate of "
          + where
          + " is not trusted here: name a store that has it by KEDGE_OPTS="
          + "'-Djavax.net.ssl.trustStore=FILE -Djavax.net.ssl.trustStorePassword=PASSWORD'";
    }
    if (tls && has(failure, SSLException.class)) {
      return "there is no TLS at "
          + where
          + ", or none that both sides know ("
          + line(failure)
          + "): without --jmx-user it is tried without";
    }
    if (!tls && failure instanceof ConnectIOException) {
      return where + " does not answer to who has no TLS: log in with --jmx-user, which uses it";
    }
    return "there is no JMX connector at " + where + ": " + line(failure);
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> cause) {
    return causes(failure).anyMatch(cause::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, one -> one != null, Throwable::getCause);
  }

  /** The innermost: what RMI wraps in errors of several lines. */
  private static String line(Throwable failure) {
    Optional<Throwable> last = causes(failure).reduce((outer, inner) -> inner);
    return Audit.escape(last.orElse(failure).toString());
  }
}
