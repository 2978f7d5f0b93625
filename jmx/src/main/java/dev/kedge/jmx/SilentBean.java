package dev.kedge.jmx;

import javax.management.Attribute;
import javax.management.AttributeList;
import javax.management.AttributeNotFoundException;
import javax.management.DynamicMBean;
import javax.management.InvalidAttributeValueException;
import javax.management.MBeanException;
import javax.management.MBeanInfo;
import javax.management.ReflectionException;
import org.jspecify.annotations.Nullable;

/**
 * A bean without notifications, around one that could send them: for each that could, tools show a
 * place to subscribe to them, whether or not there are any.
 */
final class SilentBean implements DynamicMBean {

  private final DynamicMBean bean;

  SilentBean(DynamicMBean bean) {
    this.bean = bean;
  }

  @Override
  public MBeanInfo getMBeanInfo() {
    return bean.getMBeanInfo();
  }

  @Override
  public Object getAttribute(String attribute)
      throws AttributeNotFoundException, MBeanException, ReflectionException {
    return bean.getAttribute(attribute);
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    return bean.getAttributes(attributes);
  }

  @Override
  public void setAttribute(Attribute attribute)
      throws AttributeNotFoundException,
          InvalidAttributeValueException,
          MBeanException,
          ReflectionException {
    bean.setAttribute(attribute);
  }

  @Override
  public AttributeList setAttributes(AttributeList attributes) {
    return bean.setAttributes(attributes);
  }

  @Override
  public Object invoke(String action, Object @Nullable [] params, String @Nullable [] signature)
      throws MBeanException, ReflectionException {
    return bean.invoke(action, params, signature);
  }
}
