package dev.kedge.jmx;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanException;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanParameterInfo;
import javax.management.NotificationEmitter;
import javax.management.ReflectionException;
import javax.management.StandardEmitterMBean;
import org.jspecify.annotations.Nullable;

/**
 * An MXBean whose descriptions, parameter names and impacts come from the annotations of its
 * interface, and whose operations go through {@link Invocations}.
 */
final class ManagedBean extends StandardEmitterMBean {

  private final String label;
  private final Class<?> type;
  private final Map<String, Method> operations = new HashMap<>();
  private final Map<String, String> getters = new HashMap<>();
  private final Invocations invocations;

  /**
   * A bean.
   *
   * @param label what it is called in the audit
   * @param type the MXBean interface; no two operations in it have the same name
   */
  <T> ManagedBean(
      String label,
      T implementation,
      Class<T> type,
      NotificationEmitter emitter,
      Invocations invocations) {
    super(implementation, type, true, emitter);
    this.label = label;
    this.type = type;
    this.invocations = invocations;
    for (Method method : type.getMethods()) {
      if (method.isAnnotationPresent(Operation.class)) {
        operations.put(method.getName(), method);
      } else {
        getters.put(method.getName(), description(method));
      }
    }
  }

  @Override
  public Object invoke(String action, Object @Nullable [] params, String @Nullable [] signature)
      throws MBeanException, ReflectionException {
    Object[] arguments = params == null ? new Object[0] : params;
    Method method = operations.get(action);
    if (method == null || method.getParameterCount() != arguments.length) {
      throw invocations.noSuchOperation(label, action, arguments);
    }
    return invocations.run(label, method, arguments, () -> super.invoke(action, params, signature));
  }

  @Override
  protected String getDescription(MBeanInfo info) {
    return description(type);
  }

  @Override
  protected String getDescription(MBeanAttributeInfo info) {
    String getter = (info.isIs() ? "is" : "get") + info.getName();
    return Objects.requireNonNull(getters.get(getter), getter);
  }

  @Override
  protected String getDescription(MBeanOperationInfo info) {
    return description(operation(info));
  }

  @Override
  protected String getDescription(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return description(operation(info).getParameters()[sequence]);
  }

  @Override
  protected String getParameterName(
      MBeanOperationInfo info, MBeanParameterInfo parameter, int sequence) {
    return operation(info).getParameters()[sequence].getAnnotation(Name.class).value();
  }

  @Override
  protected int getImpact(MBeanOperationInfo info) {
    return operation(info).getAnnotation(Operation.class).value().impact();
  }

  private Method operation(MBeanFeatureInfo info) {
    Method method = operations.get(info.getName());
    if (method == null) {
      throw new IllegalStateException(type + " does not say what " + info.getName() + " does");
    }
    return method;
  }

  private static String description(AnnotatedElement element) {
    return element.getAnnotation(Description.class).value();
  }
}
