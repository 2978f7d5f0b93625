package dev.kedge.jmx;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The audit lines of what a connector does not let its users do. */
final class Refusals {

  /** Of a name that a client has made up anything may be a part. */
  private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9._-]{1,255}");

  private Refusals() {}

  /**
   * Writes the line.
   *
   * @param method what was called of the server of beans
   */
  static void write(String method, @Nullable Object[] arguments, String why) {
    Object first = arguments.length == 0 ? null : arguments[0];
    audit(first).write(Caller.name(), what(method, arguments), "refused: " + why);
  }

  private static Audit audit(@Nullable Object first) {
    String database = first instanceof ObjectName bean ? bean.getKeyProperty("database") : null;
    return database != null && DATABASE.matcher(database).matches()
        ? new Audit(database)
        : Audit.OF_PROCESS;
  }

  private static String what(String method, @Nullable Object[] arguments) {
    if (method.equals("invoke") && arguments[0] instanceof ObjectName bean) {
      Object[] given = arguments[2] == null ? new Object[0] : (Object[]) arguments[2];
      return label(bean) + "." + arguments[1] + Invocations.texts(given);
    }
    return Arrays.stream(arguments)
        .map(Refusals::text)
        .collect(Collectors.joining(", ", method + "(", ")"));
  }

  private static String label(ObjectName bean) {
    return bean.getDomain().equals(BeanNames.DOMAIN)
        ? BeanNames.label(bean)
        : bean.getCanonicalName();
  }

  /** Of what else a client has sent the text may be anything, and of any length. */
  private static String text(@Nullable Object argument) {
    if (argument == null || argument instanceof String || argument instanceof ObjectName) {
      return Objects.toString(argument);
    }
    if (argument instanceof String[] names) {
      return String.join(" ", names);
    }
    return argument instanceof Attribute attribute
        ? attribute.getName()
        : argument.getClass().getSimpleName();
  }
}
