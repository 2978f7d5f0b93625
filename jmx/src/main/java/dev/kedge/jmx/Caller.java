package dev.kedge.jmx;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.security.AccessController;
import java.security.Principal;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/** Who calls an operation, for the audit. */
final class Caller {

  // From JDK 18 on, and the only way from 24 on; 17 has only the other.
  private static final @Nullable Method CURRENT = find();

  /** What RMI names its threads after if {@link TlsSockets} does not tell it who is local. */
  private static final String NAMELESS = "-" + TlsSockets.NAMELESS.getHostAddress();

  private Caller() {}

  /**
   * The names a connector has authenticated the caller by, and the thread, which for a remote
   * caller names the host.
   */
  static String name() {
    Subject subject = subject();
    String who =
        subject == null
            ? "nobody authenticated"
            : subject.getPrincipals().stream()
                .map(Principal::getName)
                .collect(Collectors.joining("+"));
    return who + " " + place();
  }

  /** Where the call came in: the thread, with the address of the client if it has one. */
  static String place() {
    String thread = Thread.currentThread().getName();
    return "on "
        + (thread.endsWith(NAMELESS)
            ? thread.substring(0, thread.length() - NAMELESS.length()) + "-this host"
            : thread);
  }

  /** The caller as a connector has authenticated it; null for one from inside the process. */
  static @Nullable Subject subject() {
    return CURRENT == null ? ofAccessController() : ofCurrent(CURRENT);
  }

  @SuppressWarnings("removal") // nothing else tells on JDK 17
  private static @Nullable Subject ofAccessController() {
    return Subject.getSubject(AccessController.getContext());
  }

  private static @Nullable Subject ofCurrent(Method current) {
    try {
      return (Subject) current.invoke(null);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("the caller can't be told", e);
    }
  }

  private static @Nullable Method find() {
    try {
      return Subject.class.getMethod("current");
    } catch (NoSuchMethodException e) {
      return null;
    }
  }
}
