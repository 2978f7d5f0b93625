package dev.kedge.jmx;

import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

/**
 * The names of the beans of a database.
 *
 * @param database the value of their {@code database} key
 */
record BeanNames(String database) {

  /** The domain of all beans. */
  static final String DOMAIN = "dev.kedge";

  /**
   * Names that are free: after the file, with everything that would need quotes made an underscore,
   * and with a number behind it if another open database has that name.
   */
  static BeanNames free(MBeanServer server, String file) {
    String plain = file.replaceAll("[^A-Za-z0-9._-]", "_");
    BeanNames names = new BeanNames(plain);
    for (int number = 2; server.isRegistered(names.bean("Database")); number++) {
      names = new BeanNames(plain + "-" + number);
    }
    return names;
  }

  /** The name of the bean of a type. */
  ObjectName bean(String type) {
    return name(type, "");
  }

  /** The name of one of several beans of a type; its own name needs no quotes. */
  ObjectName bean(String type, String name) {
    return name(type, ",name=" + name);
  }

  /** What a bean is called in the audit: its type, and which one it is of several. */
  static String label(ObjectName bean) {
    String name = bean.getKeyProperty("name");
    return bean.getKeyProperty("type") + (name == null ? "" : "[" + name + "]");
  }

  private ObjectName name(String type, String rest) {
    try {
      // As text, so that tools show the type first.
      return new ObjectName(DOMAIN + ":type=" + type + ",database=" + database + rest);
    } catch (MalformedObjectNameException e) {
      throw new IllegalArgumentException("no name for a bean: " + database, e);
    }
  }
}
