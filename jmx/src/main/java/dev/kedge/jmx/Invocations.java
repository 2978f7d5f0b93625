package dev.kedge.jmx;

import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import javax.management.MBeanException;
import javax.management.ReflectionException;
import javax.management.RuntimeErrorException;
import javax.management.RuntimeMBeanException;

/**
 * The one door through which operations are called: refuses what the policy does not allow and what
 * tools send when nothing was typed, makes errors fit for clients, and leaves an audit line.
 */
final class Invocations {

  /** What JConsole fills text fields with, and sends if they are left so. */
  private static final String JCONSOLE_PREFILL = "String";

  private final Policy policy;
  private final Audit audit;

  Invocations(Policy policy, Audit audit) {
    this.policy = policy;
    this.audit = audit;
  }

  /** The call itself. */
  interface Call {
    Object invoke() throws MBeanException, ReflectionException;
  }

  /**
   * Makes a call, if it may be made.
   *
   * @param bean what the bean is called
   * @param method the operation
   */
  Object run(String bean, Method method, Object[] arguments, Call call)
      throws MBeanException, ReflectionException {
    String what = bean + "." + method.getName() + texts(arguments);
    String who = Caller.name();
    try {
      checkPolicy(method);
      checkArguments(method, arguments);
      Object result = call.invoke();
      audit.write(who, what, outcome(result));
      return result;
    } catch (MBeanException | ReflectionException e) {
      audit.write(who, what, "failed: " + e.getMessage());
      throw e;
    } catch (RuntimeMBeanException | RuntimeErrorException e) {
      throw refused(who, what, e.getCause() == null ? e : e.getCause());
    } catch (RuntimeException e) {
      throw refused(who, what, e);
    }
  }

  private static String outcome(Object result) {
    if (result instanceof Long id) {
      return "started as operation " + id;
    }
    return Boolean.FALSE.equals(result) ? "nothing was done" : "done";
  }

  /** What is thrown at whoever calls an operation that is none; that leaves its line as well. */
  ReflectionException noSuchOperation(String bean, String action, Object[] arguments) {
    String why = "there is no such operation";
    audit.write(Caller.name(), bean + "." + action + texts(arguments), "failed: " + why);
    return new ReflectionException(
        new NoSuchMethodException(action + " with " + arguments.length + " parameters"), why);
  }

  private RuntimeException refused(String who, String what, Throwable failure) {
    ClientErrors.log(failure);
    RuntimeException forClient = ClientErrors.of(failure);
    audit.write(who, what, "failed: " + forClient.getMessage());
    return forClient;
  }

  private void checkPolicy(Method method) {
    Effect effect = method.getAnnotation(Operation.class).value();
    if (!policy.allows(effect)) {
      throw new IllegalStateException(
          "%s is not allowed: kedge.jmx.operations is %s in this process"
              .formatted(method.getName(), policy));
    }
  }

  private static void checkArguments(Method method, Object[] arguments) {
    Parameter[] parameters = method.getParameters();
    for (int i = 0; i < parameters.length; i++) {
      String name = parameters[i].getAnnotation(Name.class).value();
      if (arguments[i] == null || arguments[i].equals("")) {
        throw new IllegalArgumentException(name + " is empty: fill it in");
      }
      if (arguments[i].equals(JCONSOLE_PREFILL)) {
        throw new IllegalArgumentException(
            name + " is still the word \"String\" that the tool has put there: fill it in");
      }
    }
  }

  /** What an operation was given, for the audit. */
  static String texts(Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      texts.add(String.valueOf(argument));
    }
    return "(" + String.join(", ", texts) + ")";
  }
}
