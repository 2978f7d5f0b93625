package dev.kedge.jmx;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a connector and the server of beans: lets every user that has a role read, lets
 * users call the operations of Kedge that their roles allow, and nothing else. No bean can be made,
 * removed or set.
 */
final class RoleGuard implements InvocationHandler {

  private static final Set<String> READS =
      Set.of(
          "getAttribute",
          "getAttributes",
          "getMBeanInfo",
          "getObjectInstance",
          "getMBeanCount",
          "getDefaultDomain",
          "getDomains",
          "isRegistered",
          "isInstanceOf",
          "queryNames",
          "queryMBeans",
          "addNotificationListener",
          "removeNotificationListener",
          // Of these the connector itself needs the answers; clients can't ask.
          "getClassLoaderFor",
          "getClassLoader",
          "getClassLoaderRepository");

  /** Kedge, and what consoles need to show the process at all. */
  private static final Set<String> DOMAINS =
      Set.of(BeanNames.DOMAIN, "java.lang", "java.nio", "JMImplementation");

  private final Map<String, AccessRole> roles;
  private @Nullable MBeanServer server;

  private RoleGuard(Map<String, AccessRole> roles) {
    this.roles = roles;
  }

  /** A guard that knows the roles of users. */
  static MBeanServerForwarder of(Map<String, AccessRole> roles) {
    return (MBeanServerForwarder)
        Proxy.newProxyInstance(
            RoleGuard.class.getClassLoader(),
            new Class<?>[] {MBeanServerForwarder.class},
            new RoleGuard(roles));
  }

  @Override
  public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
      throws Throwable {
    Object[] given = arguments == null ? new Object[0] : arguments;
    if (method.getName().equals("setMBeanServer")) {
      server = (MBeanServer) given[0];
      return null;
    }
    MBeanServer target = server;
    if (target == null) {
      throw new IllegalStateException("the connector has not been started");
    }
    if (method.getName().equals("getMBeanServer")) {
      return target;
    }
    if (method.getDeclaringClass() != Object.class) {
      checkAudited(target, method.getName(), given);
    }
    try {
      return method.invoke(target, given);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private void checkAudited(MBeanServer target, String method, Object[] arguments)
      throws JMException {
    try {
      check(target, method, arguments);
    } catch (SecurityException e) {
      Refusals.write(method, arguments, String.valueOf(e.getMessage()));
      throw e;
    }
  }

  private void check(MBeanServer target, String method, Object[] arguments) throws JMException {
    Subject subject = Caller.subject();
    if (subject == null) {
      // The connector for itself: what users ask for is always asked in their names.
      checkReads(method);
      return;
    }
    AccessRole role = role(subject);
    if (method.equals("invoke")) {
      checkOperation(target, role, arguments);
      return;
    }
    checkReads(method);
    if (method.startsWith("getAttribute")) {
      checkDomain((ObjectName) arguments[0]);
    }
    if (method.startsWith("query")) {
      checkQuery(arguments[1]);
    }
  }

  private static void checkReads(String method) {
    if (!READS.contains(method)) {
      throw new SecurityException(method + " is not allowed through this connector");
    }
  }

  private static void checkDomain(ObjectName bean) {
    if (!DOMAINS.contains(bean.getDomain())) {
      throw new SecurityException(bean + " can't be read through this connector");
    }
  }

  /**
   * A query compares the values of any beans, also of those that can't be read. But newer JDKs have
   * the connector itself look in the name of the user for beans that send notifications.
   */
  private static void checkQuery(@Nullable Object query) {
    if (query != null && !isOfConnector(query.getClass())) {
      throw new SecurityException(
          "a query is not allowed through this connector: ask for names alone");
    }
  }

  private static boolean isOfConnector(Class<?> query) {
    return query.getModule() == MBeanServer.class.getModule()
        && query.getPackageName().startsWith("com.sun.jmx.remote.");
  }

  private static void checkOperation(MBeanServer target, AccessRole role, Object[] call)
      throws JMException {
    ObjectName bean = (ObjectName) call[0];
    String operation = (String) call[1];
    boolean allowed =
        bean.getDomain().equals(BeanNames.DOMAIN)
            && Arrays.stream(target.getMBeanInfo(bean).getOperations())
                .filter(info -> info.getName().equals(operation))
                .allMatch(info -> role.allows(effect(info)));
    if (!allowed) {
      throw new SecurityException(
          operation + " of " + bean + " is not allowed to the role " + role);
    }
  }

  private static Effect effect(MBeanOperationInfo info) {
    Object effect = info.getDescriptor().getFieldValue(Operation.DESCRIPTOR_KEY);
    return effect == null ? Effect.IRREVERSIBLE : Effect.valueOf(effect.toString());
  }

  private AccessRole role(Subject subject) {
    for (Principal principal : subject.getPrincipals()) {
      AccessRole role = roles.get(principal.getName());
      if (role != null) {
        return role;
      }
    }
    throw new SecurityException("this user has no role: add it to the access file");
  }
}
